//! The pictures that the claim `picture` points to.

use axum::http::StatusCode;

use crate::reference::{
    answer::{Answer, Body},
    call::Call,
    op::Op,
    picture::png,
};

/// The square picture of a conforming provider.
pub(in crate::reference) fn square(_: &Op, _: &Call) -> Answer {
    Answer::new(StatusCode::OK, "image/png", Body::Bytes(png(false)))
}

/// A picture that is wider than high.
pub(in crate::reference) fn wide(_: &Op, _: &Call) -> Answer {
    Answer::new(StatusCode::OK, "image/png", Body::Bytes(png(true)))
}

/// A page where a picture was promised.
pub(in crate::reference) fn html(_: &Op, _: &Call) -> Answer {
    Answer::stray_html(StatusCode::OK)
}
