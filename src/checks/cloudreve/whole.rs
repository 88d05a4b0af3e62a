//! The whole profile on hand-built recordings: what is predicted, and how sure that is.

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::evidence::fixture::{Answer, Fixture};
    use crate::judge::{AppJudgement, AppRequest, Login, OutcomeWord, Verdict, judge};
    use crate::recording::{Obstacle, Step};
    use crate::suite::{Impact, built_in};
    use crate::wire::Probe;

    /// An honest provider with userinfo, all of the tester's other ways included.
    fn honest() -> Fixture {
        let token = || Answer::json(200, &json!({ "access_token": "at-2", "token_type": "Bearer" }));
        [Probe::WithPkce, Probe::WithNonce, Probe::RawQuery, Probe::PlusEncodedQuery]
            .into_iter()
            .fold(Fixture::app("cloudreve"), |fixture, probe| fixture.probe(probe, token()))
            .userinfo(Answer::json(200, &json!({ "sub": "alice", "name": "Alice L", "email": "alice@example.test" })))
    }

    fn judged(fixture: Fixture) -> AppJudgement {
        let target = fixture.target.clone();
        let built = fixture.build();
        let suites = built_in();
        let suite = suites.iter().find(|s| s.id == "cloudreve").unwrap();
        let settings = suite.settings_with(&target.settings).unwrap();
        let request = AppRequest { suite, version: "4.7.0".parse().unwrap(), settings, target: &target };
        judge(&built.recording, &[request], &[], &[]).apps.remove(0)
    }

    /// Requirements that fail or stay open and cost something.
    fn troubles(judgement: &AppJudgement) -> Vec<(&str, OutcomeWord)> {
        let bad = |r: &&crate::judge::JudgedRequirement| {
            matches!(r.outcome, OutcomeWord::Fail | OutcomeWord::Inconclusive) && r.impact != Impact::Info
        };
        judgement.requirements.iter().filter(bad).map(|r| (r.id.as_str(), r.outcome)).collect()
    }

    #[test]
    fn an_honest_provider_is_compatible() {
        let judgement = judged(honest());
        assert_eq!(troubles(&judgement), []);
        assert_eq!((judgement.verdict, judgement.prediction.login), (Verdict::Compatible, Login::LoggedIn));
        let account = judgement.prediction.account.unwrap();
        assert_eq!(account.uid, "alice");
        assert_eq!((account.display_name.as_deref(), account.email.as_deref()), (Some("Alice L"), Some("alice@example.test")));
        for line in ["https://cloud.example.com/callback/openid/2", "client_secret_post", "Client ID             : rp1"] {
            assert!(judgement.paste.contains(line), "{line:?} is not in\n{}", judgement.paste);
        }
        assert!(!judgement.paste.contains(['{', '}']), "{}", judgement.paste);
    }

    #[test]
    fn a_lost_state_is_told_in_the_apps_words() {
        let judgement = judged(honest().callback(json!({ "state": null })));
        assert_eq!(judgement.prediction.because.as_deref(), Some("session-id"));
        assert_eq!(judgement.prediction.message.as_deref(), Some("Invalid input parameters (SessionID cannot be empty)."));
        assert_eq!((judgement.verdict, judgement.prediction.login), (Verdict::Incompatible, Login::Refused));
    }

    #[test]
    fn an_unregistered_redirect_uri_keeps_the_browser() {
        let judgement = judged(honest().obstacle(Obstacle::ErrorPage("redirect_uri mismatch".to_owned())));
        assert_eq!(judgement.prediction.because.as_deref(), Some("redirect-uri"));
        assert_eq!(judgement.prediction.login, Login::StuckAtProvider);
    }

    #[test]
    fn a_client_registered_for_basic_is_refused() {
        let refused = Answer::json(401, &json!({ "error": "invalid_client" }));
        let judgement = judged(Fixture::app("cloudreve").token_answers(vec![refused]));
        assert_eq!(judgement.prediction.because.as_deref(), Some("secret-post"));
        assert_eq!((judgement.verdict, judgement.prediction.login), (Verdict::Incompatible, Login::Refused));
    }

    #[test]
    fn a_provider_that_demands_pkce_is_left_open() {
        let refused = Answer::json(400, &json!({ "error": "invalid_grant" }));
        let judgement = judged(honest().token_answers(vec![refused]));
        assert_eq!((judgement.verdict, judgement.prediction.login), (Verdict::Undetermined, Login::Unknown));
        assert_eq!(judgement.prediction.because.as_deref(), Some("secret-post"));
    }

    #[test]
    fn a_refused_challenge_is_a_risk_and_no_fault() {
        let judgement = judged(honest().edit(|recording| {
            let flow = recording.flows.iter().find(|f| f.probe == Some(Probe::WithPkce)).unwrap();
            let id = flow.token.exchanges[0];
            recording.exchanges[id].response.as_mut().unwrap().status = 400;
        }));
        let row = judgement.requirements.iter().find(|r| r.id == "with-pkce").unwrap();
        assert_eq!((row.outcome, row.impact), (OutcomeWord::Fail, Impact::Info));
        assert_eq!(judgement.verdict, Verdict::Compatible);
    }

    #[test]
    fn a_nested_name_is_cured_by_its_path() {
        let claims = json!({ "sub": "alice", "email": "alice@example.test", "attributes": { "name": "Alice L" } });
        let judgement = judged(honest().userinfo(Answer::json(200, &claims)));
        assert_eq!(troubles(&judgement), [("display-name", OutcomeWord::Fail)]);
        assert_eq!(judgement.verdict, Verdict::CompatibleWithSettings);
        let change = &judgement.with_settings.unwrap().changes[0];
        assert_eq!((change.setting.as_str(), change.to.to_string()), ("mapping-display-name", "attributes.name".to_owned()));
        assert!(judgement.paste.contains("Mapping display name  : attributes.name"), "{}", judgement.paste);
    }

    #[test]
    fn a_subject_alone_logs_in_with_a_made_up_account() {
        let judgement = judged(honest().userinfo(Answer::json(200, &json!({ "sub": "alice" }))));
        assert_eq!((judgement.verdict, judgement.prediction.login), (Verdict::Degraded, Login::LoggedIn));
        assert_eq!(judgement.prediction.account.unwrap().email, None);
    }

    #[test]
    fn nothing_observed_is_nothing_known() {
        let judgement = judged(Fixture::app("cloudreve").without_account());
        assert_eq!((judgement.verdict, judgement.prediction.login), (Verdict::Undetermined, Login::Unknown));
        let logout = judged(honest().step(Step::EndSessionBare, vec![Answer::raw(400, "text/html", "")], None));
        assert_eq!(logout.verdict, Verdict::Compatible, "an error page after sign-out is a risk");
    }
}
