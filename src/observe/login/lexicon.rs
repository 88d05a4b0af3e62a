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
    r"(?i)\botp\b|one.?time|totp|\bmfa\b|\b2fa\b|verification.?code|security.?code|auth(enticator)?.?code|\bpin\b|captcha"
);
words!(
    SIDE,
    r"(?i)search|log.?out|sign.?out|language|\blang\b|locale|register|registration|sign.?up|newsletter|theme|forgot|reset|recover"
);
words!(PASSKEY, r"(?i)pass.?key|web.?authn|security.?key|passwordless|sicherheitsschl[üu]ssel|cl[ée] d.acc[èe]s|clave de acceso");
words!(
    REGISTER,
    r"(?i)\b(register|create|add|set ?up|enrol+|save|registrieren|anlegen|erstellen|hinzuf[üu]gen|cr[ée]er|ajouter|crear|a[ñn]adir)\b"
);
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
