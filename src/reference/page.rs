//! The pages people see: plain HTML forms that work without scripts, styles or pictures.

use super::encoding::escape;

/// A page with a title and a body that is already safe.
pub(super) fn page(title: &str, content: &str) -> String {
    let title = escape(title);
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n</head>\n\
         <body>\n<main>\n<h1>{title}</h1>\n{content}\n</main>\n</body>\n</html>\n"
    )
}

/// A page that says what is wrong.
pub(super) fn error(title: &str, what: &str) -> String {
    page(title, &format!("<p role=\"alert\">{}</p>", escape(what)))
}

/// A hidden field.
pub(super) fn hidden(name: &str, value: &str) -> String {
    format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">\n", escape(name), escape(value))
}

/// Which fields the login page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LoginStep {
    /// User name and password.
    Both,
    /// The user name, on the first of two pages.
    User,
    /// The password, on the second of two pages.
    Password,
}

/// The login page.
pub(super) fn login(client: &str, interaction: &str, csrf: &str, step: LoginStep, user: &str, problem: Option<&str>) -> String {
    let client = escape(client);
    let mut form = match problem {
        Some(problem) => format!("<p role=\"alert\">{}</p>\n", escape(problem)),
        None => format!("<p>{client} asks you to sign in.</p>\n"),
    };
    form.push_str("<form method=\"post\" action=\"/login\">\n");
    form.push_str(&hidden("interaction", interaction));
    form.push_str(&hidden("csrf_token", csrf));
    if step != LoginStep::Password {
        form.push_str(&format!(
            "<p><label for=\"username\">User name</label>\n<input id=\"username\" name=\"username\" type=\"text\" \
             autocomplete=\"username\" autocapitalize=\"none\" required value=\"{}\"></p>\n",
            escape(user)
        ));
    }
    if step != LoginStep::User {
        form.push_str(
            "<p><label for=\"password\">Password</label>\n<input id=\"password\" name=\"password\" type=\"password\" \
             autocomplete=\"current-password\" required></p>\n",
        );
    }
    let button = if step == LoginStep::User { "Next" } else { "Sign in" };
    form.push_str(&format!("<p><button type=\"submit\">{button}</button></p>\n</form>"));
    page("Sign in", &form)
}

/// The page that asks for the code of the second factor.
pub(super) fn code(interaction: &str, csrf: &str, problem: Option<&str>) -> String {
    let said = problem.map(|problem| format!("<p role=\"alert\">{}</p>\n", escape(problem))).unwrap_or_default();
    page(
        "One more step",
        &format!(
            "{said}<form method=\"post\" action=\"/login\">\n{}{}<p><label for=\"otp\">Code of your authenticator app</label>\n\
             <input id=\"otp\" name=\"otp\" type=\"text\" inputmode=\"numeric\" autocomplete=\"one-time-code\" required></p>\n\
             <p><button type=\"submit\">Verify</button></p>\n</form>",
            hidden("interaction", interaction),
            hidden("csrf_token", csrf),
        ),
    )
}

/// The page that asks whether to stay signed in.
pub(super) fn stay(interaction: &str, csrf: &str) -> String {
    page(
        "Stay signed in?",
        &format!(
            "<p>You will be asked for your password less often.</p>\n<form method=\"post\" action=\"/login\">\n{}{}\
             <p><button type=\"submit\" name=\"stay\" value=\"no\">No</button>\n\
             <button type=\"submit\" name=\"stay\" value=\"yes\">Yes</button></p>\n</form>",
            hidden("interaction", interaction),
            hidden("csrf_token", csrf),
        ),
    )
}

/// The login page as only a browser with scripts can use it.
pub(super) fn scripted(form_page: &str) -> String {
    let encoded: String = form_page.bytes().map(|byte| format!("%{byte:02x}")).collect();
    page("Sign in", &format!("<script>document.write(decodeURIComponent('{encoded}'))</script>"))
}

/// The consent page.
pub(super) fn consent(client: &str, interaction: &str, csrf: &str, scope: &[String]) -> String {
    let scopes: String = scope.iter().map(|word| format!("<li>{}</li>\n", escape(word))).collect();
    page(
        "Allow access",
        &format!(
            "<p>{} would like to use:</p>\n<ul>\n{scopes}</ul>\n<form method=\"post\" action=\"/consent\">\n{}{}\
             <p><button type=\"submit\" name=\"decision\" value=\"allow\">Allow</button>\n\
             <button type=\"submit\" name=\"decision\" value=\"deny\">Deny</button></p>\n</form>",
            escape(client),
            hidden("interaction", interaction),
            hidden("csrf_token", csrf),
        ),
    )
}

/// The question whether to log out.
pub(super) fn confirm_logout(csrf: &str) -> String {
    page(
        "Sign out",
        &format!(
            "<p>Do you want to sign out here?</p>\n<form method=\"post\" action=\"/logout/confirm\">\n{}\
             <p><button type=\"submit\" name=\"decision\" value=\"logout\">Sign out</button>\n\
             <button type=\"submit\" name=\"decision\" value=\"stay\">Stay signed in</button></p>\n</form>",
            hidden("csrf_token", csrf)
        ),
    )
}

/// The answer to a client that asked for form_post: a form that a script sends, or the user if there are no scripts.
pub(super) fn form_post(target: &str, params: &[(String, String)]) -> String {
    let fields: String = params.iter().map(|(name, value)| hidden(name, value)).collect();
    page(
        "One moment",
        &format!(
            "<form method=\"post\" action=\"{}\">\n{fields}<noscript><button type=\"submit\">Continue</button></noscript>\n\
             </form>\n<script>document.forms[0].submit()</script>",
            escape(target)
        ),
    )
}

/// A page that takes the browser elsewhere, for the fault that uses no redirect.
pub(super) fn refresh(target: &str) -> String {
    let target = escape(target);
    page(
        "One moment",
        &format!("<meta http-equiv=\"refresh\" content=\"0;url={target}\">\n<p><a href=\"{target}\">Continue</a></p>"),
    )
}
