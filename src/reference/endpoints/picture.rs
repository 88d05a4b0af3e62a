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

/// A drawing where a picture was promised.
pub(in crate::reference) fn svg(_: &Op, _: &Call) -> Answer {
    let drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\"><circle cx=\"4\" cy=\"4\" r=\"4\"/></svg>";
    Answer::new(StatusCode::OK, "image/svg+xml", Body::Text(drawing.to_owned()))
}
