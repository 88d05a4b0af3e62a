//! The words by which forms, buttons and links are told apart, in the languages that providers speak.

use std::sync::LazyLock;

use regex::Regex;

/// Longest words of a page that are kept, characters.
const WORDS: usize = 300;

macro_rules! words {
    ($name:ident, $pattern:expr) => {
        pub(super) static $name: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new($pattern).ok());
    };
}

words!(
    YES,
    r"(?i)\b(allow|accept|approve|agree|yes|ok|okay|continue|proceed|consent|authori[sz]e|grant|confirm|submit|next|log ?in|sign ?in|log ?on|sign ?on|connect|true|erlauben|zulassen|gew[äa]hren|akzeptieren|zustimmen|best[äa]tigen|weiter|fortfahren|ja|anmelden|einloggen|autoriser|accepter|continuer|valider|oui|confirmer|connexion|connecter|permitir|aceptar|autorizar|continuar|confirmar|s[íi]|entrar|consenti|accetta|conferma|continua|accedi|toestaan|akkoord|doorgaan|inloggen|akceptuj|zezw[óo]l|zaloguj|dalej|tak)\b"
);
words!(
    NO,
    r"(?i)\b(cancel|deny|denied|reject|rejected|refuse|decline|disallow|abort|no|not|don.?t|false|stay|back|log ?out|sign ?out|register|registration|sign ?up|create|forgot|forgotten|reset|help|language|another|different|switch|abbrechen|ablehnen|verweigern|nein|zur[üu]ck|abmelden|registrieren|annuler|refuser|non|retour|d[ée]connexion|cancelar|rechazar|denegar|volver|annulla|rifiuta|indietro|annuleren|weigeren|anuluj|odm[óo]w|nie)\b"
);
words!(
    USER,
    r"(?i)user|login|log.?in|e?-?mail|identifier|account|benutzer|konto|utilisateur|identifiant|usuario|utente|gebruiker|\buid\b|\bname\b"
);
words!(
    SECOND_FACTOR,
    r"(?i)\botp\b|one.?time|totp|\bmfa\b|\b2fa\b|(verification|security|auth(enticat(ion|or))?|login|6.?digit|six.?digit).?code|\bcode\b.{0,40}(authenticator|\bapp\b)|best[äa]tigungscode|sicherheitscode|einmalpasswort|code de (v[ée]rification|s[ée]curit[ée])|c[óo]digo de (verificaci[óo]n|seguridad)"
);
words!(CODE, r"(?i)code|token|otp|\bpin\b|passcode|answer");
words!(
    APP,
    r"(?i)authenticator|authentication app|authentifizierungs-?app|application d.authentification|totp|aplicaci[óo]n de autenticaci"
);
words!(SET_UP, r"(?i)set(ting)? ?up|\benroll?\b|scan (the|this)|qr.?code|configure (a|your)|einrichten|configurer|configurar");
words!(CSRF, r"(?i)csrf|xsrf|authenticity|_token$|^token$|state");
words!(CAPTCHA, r"(?i)captcha|turnstile|not a robot");
words!(
    SENT_CODE,
    r"(?i)(code|pin).{0,60}(e-?mail|\bsms\b|text message|your phone|mobile)|(sent|sending|e-?mailed|texted).{0,40}(code|pin)|code.{0,20}(gesendet|geschickt|envoy[ée])"
);
words!(
    SIDE,
    r"(?i)search|log.?out|sign.?out|language|\blang|lang\b|locale|i18n|register|registration|sign.?up|newsletter|subscribe|theme|forgot|reset|recover|sprache|langue|idioma|passwort vergessen|mot de passe oubli"
);
words!(PASSKEY, r"(?i)pass.?key|web.?authn|security.?key|passwordless|sicherheitsschl[üu]ssel|cl[ée] d.acc[èe]s|clave de acceso");
words!(
    REGISTER,
    r"(?i)\b(register|create|add|set ?up|enrol+|save|registrieren|anlegen|erstellen|hinzuf[üu]gen|cr[ée]er|ajouter|crear|a[ñn]adir)\b"
);
words!(
    ASIDE_BUTTON,
    r"(?i)search|sign.?up|register|create|join|subscribe|reset|recover|forgot|send (me )?(a )?(link|e-?mail)|registrieren|konto (anlegen|erstellen)|zur[üu]cksetzen|s.inscrire|r[ée]initialiser|crear|registrar"
);
words!(
    OTHER_WAY,
    r"(?i)\b(with|using|via|through|mit|[üu]ber|avec|con|met)\b|passkey|security.?key|webauthn|fido|magic|\bqr\b|google|github|gitlab|microsoft|apple|facebook|\bsso\b|saml|kerberos"
);
words!(LOCAL_WAY, r"(?i)e-?mail|password|passwort|mot de passe|\blocal\b|\bldap\b|user.?name|directory");
words!(
    WRONG,
    r"(?i)\b(wrong|invalid|incorrect|bad|unknown|mismatched)\b.{0,30}(password|passcode|credential|user ?name|e-?mail|pass ?phrase)|(password|credential|user ?name|e-?mail|account|user)s?\b.{0,40}\b(wrong|invalid|incorrect|not (match|correct|valid|found|exist|recogni[sz]ed)|does ?n.t (match|exist)|did ?n.t match|mismatch)|(unknown|no such) (user|account)|(login|authentication|log ?in|sign ?in) failed|could ?n.t (log|sign) you in|anmeldung fehlgeschlagen|(falsch|ung[üu]ltig).{0,30}(passwort|kennwort|anmelde|zugangs|benutzer)|(passwort|kennwort|benutzername|anmeldedaten|zugangsdaten).{0,40}(falsch|ung[üu]ltig|nicht korrekt|stimm)|(mot de passe|identifiants?).{0,40}(incorrect|invalide|erron)|(contrase[ñn]a|credenciales|usuario).{0,40}(incorrect|inv[áa]lid|no v[áa]lid)"
);
words!(
    LOCKED,
    r"(?i)\b(locked|lock ?out|disabled|deactivated|suspended|blocked|inactive|banned|expired account|not active)\b|gesperrt|deaktiviert|verrouill|d[ée]sactiv|bloquead|deshabilitad|too many|too often|many (failed )?(attempt|tries)|temporarily (locked|unavailable|disabled|blocked)|try again (later|in)|zu viele|trop de|demasiad"
);
words!(
    KEEP_SIGNED_IN,
    r"(?i)stay (signed|logged) ?in|keep me (signed|logged) ?in|remember (this|my) (device|browser|computer)|trust this (device|browser|computer)|angemeldet bleiben|rester connect|mantener (la )?sesi[óo]n|rimani connesso|ingelogd blijven"
);
words!(
    SKIP,
    r"(?i)\b(skip|not now|not yet|later|maybe later|remind me|no,? thanks?|dismiss|[üu]berspringen|sp[äa]ter|nicht jetzt|plus tard|pas maintenant|ignorer|omitir|ahora no|salta|overslaan)\b"
);
words!(
    ASKS_LEAVE,
    r"(?i)wants? to (access|use|read|sign|log|view|know)|would like to|request(s|ing)? (access|permission)|permission|\bscopes?\b|consent|authori[sz]e|grant access|allow .{0,60}(access|app)|zugriff|berechtig|autoris|permiso|permesso|toestemming"
);
words!(SCOPE_WORD, r"^(openid|profile|email|address|phone|offline.?access|groups?|roles?)$");
words!(NEW_PASSWORD, r"(?i)new.?pass|confirm.?pass|pass(word)?.?(confirm|repeat|again|2)|repeat|current.?pass|old.?pass");
words!(GRANTS, r"(?i)scope|claim|grant|consent|agree|accept|terms");
words!(
    LOG_IN_LINK,
    r"(?i)\b(log ?in|sign ?in|log ?on|continue|proceed|next|anmelden|weiter|connexion|continuer|entrar|accedi|inloggen)\b"
);
words!(
    LOG_OUT,
    r"(?i)log ?out|sign ?out|log ?off|sign ?off|end session|answer|abmelden|d[ée]connexion|cerrar|esci|uitloggen|wyloguj"
);
words!(STAY, r"(?i)\b(stay|cancel|no|not|back|keep|abbrechen|nein|annuler|non|cancelar|annulla|annuleren|anuluj)\b");
words!(
    LOCATION,
    r#"(?:\blocation(?:\.href)?\s*=\s*|\blocation\.(?:replace|assign)\(\s*)(?:"((?:[^"\\]|\\.)+)"|'((?:[^'\\]|\\.)+)')"#
);

/// Whether a text holds one of these words.
pub(super) fn says(words: &LazyLock<Option<Regex>>, text: &str) -> bool {
    // Underscores and hyphens in names stand between words.
    words.as_ref().is_some_and(|w| w.is_match(&text.replace(['_', '-'], " ")))
}

/// At most so many characters as are kept, cut at a word.
pub(in crate::observe::login) fn shortened(text: &str) -> String {
    if text.chars().count() <= WORDS {
        return text.to_owned();
    }
    let cut: String = text.chars().take(WORDS).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    format!("{} …", cut.get(..end).unwrap_or(&cut))
}
