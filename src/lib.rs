//! oidc-compat
