//! Lines of a given width, with a label column and hanging indents.

use super::words::clean;

/// Width of the label column.
const LABEL: usize = 9;
/// Longest foreign text shown whole.
const LONGEST: usize = 600;

/// A page under construction.
pub struct Page {
    out: String,
    width: usize,
}

impl Page {
    /// A page of so many columns; unreadably few or many are not taken.
    pub fn new(width: usize) -> Self {
        Self { out: String::new(), width: width.clamp(40, 120) }
    }

    /// The text.
    pub fn into_string(self) -> String {
        self.out
    }

    /// A line as it is; it may be styled.
    pub fn line(&mut self, text: &str) {
        self.out.push_str(text.trim_end());
        self.out.push('\n');
    }

    /// An empty line, never two of them.
    pub fn blank(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    /// Plain text, wrapped, every line indented and styled.
    pub fn text(&mut self, indent: usize, text: &str, style: impl Fn(&str) -> String) {
        self.hanging(&" ".repeat(indent), indent, text, style);
    }

    /// `label    text`, wrapped below the text. An empty text prints nothing.
    pub fn labelled(&mut self, indent: usize, label: &str, text: &str, style: impl Fn(&str) -> String) {
        if !text.trim().is_empty() {
            use colored::Colorize as _;
            let first =
                format!("{}{}{}", " ".repeat(indent), label.dimmed(), " ".repeat(LABEL.saturating_sub(label.len()).max(1)));
            self.hanging(&first, indent + LABEL.max(label.len() + 1), text, style);
        }
    }

    /// Text after something already styled; following lines are indented by `indent`.
    pub fn hanging(&mut self, first: &str, indent: usize, text: &str, style: impl Fn(&str) -> String) {
        let text = shortened(&clean(text));
        let space = self.width.saturating_sub(indent).max(20);
        for (i, line) in textwrap::wrap(&text, space).iter().enumerate() {
            let before = if i == 0 { first.to_owned() } else { " ".repeat(indent) };
            self.line(&format!("{before}{}", style(line)));
        }
    }

    /// A block to paste: not wrapped, so that it can be copied.
    pub fn block(&mut self, indent: usize, text: &str) {
        for line in text.lines() {
            let printable: String = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            self.line(&format!("{}{printable}", " ".repeat(indent)));
        }
    }
}

fn shortened(text: &str) -> String {
    let length = text.chars().count();
    if length <= LONGEST {
        return text.to_owned();
    }
    let start: String = text.chars().take(LONGEST).collect();
    format!("{start}… ({} more characters; --json has them all)", length - LONGEST)
}

/// No style.
pub fn plain(text: &str) -> String {
    text.to_owned()
}
