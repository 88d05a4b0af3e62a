//! A text file that cannot be used: every fault with its line, in the manner of rustc.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

/// Something wrong in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where, in bytes.
    pub span: Range<usize>,
    /// What is wrong, as the headline.
    pub title: String,
    /// What stands under the line, if anything more is to be said.
    pub label: String,
    /// What to do.
    pub help: Option<String>,
}

/// A file that cannot be used: all its faults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultyFile {
    /// The file, as named on the command line.
    pub file: String,
    /// Its text.
    pub text: String,
    /// What is wrong.
    pub faults: Vec<Fault>,
}

impl Fault {
    /// A fault without anything under its line.
    pub fn new(span: Range<usize>, title: impl Into<String>, help: Option<String>) -> Self {
        Self { span, title: title.into(), label: String::new(), help }
    }

    /// The faults of a text that is no TOML; three are enough, the rest follows from them.
    pub fn not_toml(errors: Vec<toml::de::Error>) -> Vec<Self> {
        let fault = |e: toml::de::Error| Self {
            span: e.span().unwrap_or(0..0),
            title: "this is not TOML".to_owned(),
            label: e.message().to_owned(),
            help: None,
        };
        errors.into_iter().take(3).map(fault).collect()
    }
}

impl FaultyFile {
    /// Every fault with its line.
    pub fn render(&self, colour: bool) -> String {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let shown = self.faults.iter().map(|fault| {
            let mut snippet = AnnotationKind::Primary.span(fault.span.clone());
            if !fault.label.is_empty() {
                snippet = snippet.label(fault.label.as_str());
            }
            let source = Snippet::source(self.text.as_str()).path(self.file.as_str()).annotation(snippet);
            let mut group = Level::ERROR.primary_title(fault.title.as_str()).element(source);
            if let Some(help) = &fault.help {
                group = group.element(Level::HELP.message(help.as_str()));
            }
            renderer.render(&[group])
        });
        shown.collect::<Vec<_>>().join("\n\n")
    }
}

impl std::fmt::Display for FaultyFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for FaultyFile {}
