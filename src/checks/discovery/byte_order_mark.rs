//! Discovery document begins without a byte order mark.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// Discovery document begins without a byte order mark.
pub struct ByteOrderMark;

impl Check for ByteOrderMark {
    const META: &'static Meta = &Meta {
        id: "discovery-byte-order-mark",
        title: "Discovery document begins without a byte order mark",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(8259), "8.1")],
        needs: &[Need::Step(Step::Discovery)],
        why: "Parsers such as PHP's refuse a document with a byte order mark, others skip it: it works in one app \
              and not in the next.",
        fix: "Send the JSON without the bytes EF BB BF in front.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let document = evidence.discovery()?;
        match &document.parsed {
            Some(Err(fault)) if fault.byte_order_mark => Ok(Finding::new("The discovery document begins with a byte order mark")
                .compare("JSON that begins with {", "the bytes EF BB BF before it")
                .at(document.exchange, "")
                .into()),
            Some(_) if document.is_success() => Ok(Outcome::Pass),
            _ => Err(Missing::new("no-discovery", "there is no document to look at")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};
    use crate::recording::FailureKind;

    #[test]
    fn plain_json_passes() {
        assert_eq!(Fixture::app("core").judge::<ByteOrderMark>(""), Outcome::Pass);
    }

    #[test]
    fn a_mark_fails() {
        let finding = Fixture::app("core")
            .discovery_answers(vec![Answer::raw(200, "application/json", "\u{feff}{}")])
            .fails::<ByteOrderMark>("");
        assert!(finding.message.contains("byte order mark"), "{}", finding.message);
    }

    #[test]
    fn an_error_stays_open() {
        let missing = Fixture::app("core")
            .discovery_answers(vec![Answer::failure(FailureKind::Timeout, "timed out")])
            .stays_open::<ByteOrderMark>("");
        assert_eq!(missing.cause, "no-discovery");
    }
}
