//! Faults of what is said about the user.

use super::family;

family! {
    /// What is known about the user, in the ID Token and in userinfo alike.
    AccountFault {
        NameMissing "account-name-missing" "The user has no `name`." "OIDC Core 1.0 §5.1";
        NameNumber "account-name-number" "`name` is a number." "OIDC Core 1.0 §5.1";
        NameEmpty "account-name-empty" "`name` is an empty string." "OIDC Core 1.0 §5.3.2";
        NameNull "account-name-null" "`name` is null." "OIDC Core 1.0 §5.3.2";
        NameLong "account-name-300-characters" "`name` has 300 characters." "OIDC Core 1.0 §5.1";
        NameMarkup "account-name-markup" "`name` contains HTML." "OIDC Core 1.0 §5.1";
        UsernameMissing "account-username-missing" "The user has no `preferred_username`." "OIDC Core 1.0 §5.1";
        UsernameNull "account-username-null" "`preferred_username` is null." "OIDC Core 1.0 §5.3.2";
        UsernameEmail "account-username-email" "`preferred_username` is the e-mail address." "OIDC Core 1.0 §5.1";
        UsernameSpaces "account-username-spaces" "`preferred_username` contains spaces and capitals." "OIDC Core 1.0 §5.1";
        EmailMissing "account-email-missing" "The user has no `email`." "OIDC Core 1.0 §5.1";
        EmailEmpty "account-email-empty" "`email` is an empty string." "OIDC Core 1.0 §5.3.2";
        EmailNull "account-email-null" "`email` is null." "OIDC Core 1.0 §5.3.2";
        EmailInvalid "account-email-invalid" "`email` is no e-mail address." "OIDC Core 1.0 §5.1";
        EmailList "account-email-list" "`email` is a list." "OIDC Core 1.0 §5.1";
        EmailUpperCase "account-email-upper-case" "`email` has capitals." "OIDC Core 1.0 §5.1";
        EmailVerifiedFalse "account-email-verified-false" "`email_verified` is false." "OIDC Core 1.0 §5.1";
        EmailVerifiedTextFalse "account-email-verified-text-false" "`email_verified` is the string `false`." "OIDC Core 1.0 §5.1";
        EmailVerifiedText "account-email-verified-text" "`email_verified` is a string." "OIDC Core 1.0 §5.1";
        EmailVerifiedMissing "account-email-verified-missing" "The user has no `email_verified`." "OIDC Core 1.0 §5.1";
        GroupsMissing "account-groups-missing" "The user has no `groups`." "unspecified";
        GroupsEmpty "account-groups-empty" "`groups` is an empty list." "unspecified";
        GroupsNumber "account-groups-number" "`groups` is a number." "unspecified";
        GroupsTrue "account-groups-true" "`groups` is true." "unspecified";
        GroupsNull "account-groups-null" "`groups` is null." "OIDC Core 1.0 §5.3.2";
        GroupsText "account-groups-text" "`groups` is one string." "unspecified";
        GroupsCommas "account-groups-commas" "`groups` is one string with commas." "unspecified";
        GroupsSpaces "account-groups-spaces" "`groups` is one string with spaces." "unspecified";
        GroupsObject "account-groups-object" "`groups` is one object." "unspecified";
        GroupsObjects "account-groups-objects" "`groups` is a list of objects." "unspecified";
        GroupsMixed "account-groups-mixed" "`groups` is a list of a number, an empty string and a string." "unspecified";
        GroupsPaths "account-groups-paths" "The groups are paths with slashes." "unspecified";
        GroupsLong "account-groups-300-characters" "A group's name has 300 characters." "unspecified";
        GroupsMany "account-groups-many" "The user is in 400 groups." "unspecified";
        GroupsElsewhere "account-groups-in-roles" "The groups are called `roles`." "unspecified";
        GroupsNested "account-groups-nested" "The groups stand in `realm_access.roles`." "unspecified";
        GroupsNamespaced "account-groups-namespaced" "The groups stand in a claim whose name is an address." "OIDC Core 1.0 §5.1.2";
        GroupsRoleObject "account-groups-role-object" "The groups are the members of an object in a claim named by a URN." "unspecified";
        GroupsOverage "account-groups-overage" "The groups are replaced by a reference to where they could be fetched." "OIDC Core 1.0 §5.6.2";
        QuotaText "account-quota-5-gb" "`quota` is `5 GB`." "unspecified";
        QuotaNumber "account-quota-number" "`quota` is a number." "unspecified";
        QuotaWords "account-quota-lots" "`quota` is `lots`." "unspecified";
        AddressText "account-address-text" "`address` is a string." "OIDC Core 1.0 §5.1.1";
        AddressParts "account-address-parts" "The parts of the address stand at the top." "OIDC Core 1.0 §5.1.1";
        AddressMissing "account-address-missing" "The user has no `address`." "OIDC Core 1.0 §5.1.1";
        PhoneInvalid "account-phone-invalid" "`phone_number` is no number." "OIDC Core 1.0 §5.1";
        PhoneNational "account-phone-national" "`phone_number` has no country code." "OIDC Core 1.0 §5.1";
        LocaleUnderscore "account-locale-underscore" "`locale` is written `de_DE`." "OIDC Core 1.0 §5.1";
        LocaleInvalid "account-locale-invalid" "`locale` is no language tag." "OIDC Core 1.0 §5.1";
        LanguageGerman "account-language-de" "The user has the claim `language`, `de`." "unspecified";
        LanguageUnknown "account-language-unknown" "The user has the claim `language`, `xx`." "unspecified";
        WebsiteInvalid "account-website-invalid" "`website` is no address." "OIDC Core 1.0 §5.1";
        PronounsText "account-pronouns-text" "The user has the claim `pronouns`, a string." "unspecified";
        PronounsObject "account-pronouns-object" "The user has the claim `pronouns`, an object." "unspecified";
        BirthdateNumber "account-birthdate-number" "`birthdate` is a number." "OIDC Core 1.0 §5.1";
        BirthdateObject "account-birthdate-object" "`birthdate` is an object." "OIDC Core 1.0 §5.1";
        GenderNumber "account-gender-number" "`gender` is a number." "OIDC Core 1.0 §5.1";
        GenderLong "account-gender-3000-characters" "`gender` has 3000 characters." "OIDC Core 1.0 §5.1";
        UpdatedAtText "account-updated-at-text" "`updated_at` is a string." "OIDC Core 1.0 §5.1";
        PictureMissing "account-picture-missing" "The user has no `picture`." "OIDC Core 1.0 §5.1";
        PictureWide "account-picture-wide" "The picture is not square." "OIDC Core 1.0 §5.1";
        PictureNotFound "account-picture-not-found" "The picture's address answers 404." "OIDC Core 1.0 §5.1";
        PictureHtml "account-picture-html" "The picture is an HTML page." "OIDC Core 1.0 §5.1";
        PictureSvg "account-picture-svg" "The picture is an SVG drawing." "OIDC Core 1.0 §5.1";
        PictureRelative "account-picture-relative" "`picture` is a path without scheme and host." "OIDC Core 1.0 §5.1";
        PictureObject "account-picture-object" "`picture` is an object." "OIDC Core 1.0 §5.1";
        PictureInline "account-picture-data-uri" "`picture` is a data URI." "OIDC Core 1.0 §5.1";
        AvatarMissing "account-avatar-missing" "The address of the picture is in `picture` only, not in `avatar` too." "unspecified";
        PrivateClaims "account-nested-claims" "The user has nested claims nobody asked for." "OIDC Core 1.0 §5.1.2";
    }
}
