//! What a registry answers when it does not give what was asked for.

use std::fmt;

/// The codes of the registry API. Displayed in lower case with blanks, as docker/distribution prints them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorCode {
    /// Who asks is not known.
    Unauthorized,
    /// Who asks may not have it (Docker Hub says so of what does not exist, too).
    Denied,
    /// The registry does not do that.
    Unsupported,
    /// Too many pulls.
    TooManyRequests,
    /// There is no such repository.
    NameUnknown,
    /// There is no such tag or manifest.
    ManifestUnknown,
    /// There is no such blob.
    BlobUnknown,
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unauthorized => "unauthorized",
            Self::Denied => "denied",
            Self::Unsupported => "unsupported",
            Self::TooManyRequests => "toomanyrequests",
            Self::NameUnknown => "name unknown",
            Self::ManifestUnknown => "manifest unknown",
            Self::BlobUnknown => "blob unknown",
        })
    }
}

/// An error that a registry sends. Displayed as `code: message` (docker/distribution `registry/api/errcode`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    /// The code.
    pub code: ErrorCode,
    /// The registry's own words.
    pub message: String,
}

impl ApiError {
    /// An error in the words that docker/distribution's registry uses by default.
    pub fn of(code: ErrorCode) -> Self {
        let message = match code {
            ErrorCode::Unauthorized => "authentication required",
            ErrorCode::Denied => "requested access to the resource is denied",
            ErrorCode::Unsupported => "The operation is unsupported.",
            ErrorCode::TooManyRequests => "too many requests",
            ErrorCode::NameUnknown => "repository name not known to registry",
            ErrorCode::ManifestUnknown => "manifest unknown",
            ErrorCode::BlobUnknown => "blob unknown to registry",
        };
        Self { code, message: message.to_owned() }
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for ApiError {}
