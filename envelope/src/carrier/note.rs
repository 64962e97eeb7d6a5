//! The note in a carrier: what the mail is, and how to open it. Its words are in `templates/strings/<language>/carrier.ftl`,
//! its form in `templates/carrier/`, or in templates of the organisation.

use super::{Cover, Enclosed, HTML_NAME, PDF_NAME, PasswordNumber};
use crate::Error;
use crate::html::Branding;
use crate::html::strings::Spoken;
use crate::message::View;
use minijinja::value::Serde;
use minijinja::{Environment, Value, context};
use serde::Serialize;

const TEXT: &str = include_str!("../../../templates/carrier/note.txt");
const HTML: &str = include_str!("../../../templates/carrier/note.html");
/// MiniJinja escapes by the ending of the name.
const TEXT_NAME: &str = "note.txt";
const HTML_NAME_OF_TEMPLATE: &str = "note.html";

/// How much work a template may do, in MiniJinja's instructions: a hundred times what ours do.
const FUEL: u64 = 500_000;

/// An organisation's own form of the note, in [MiniJinja](https://docs.rs/minijinja)'s language (`docs/branding.md`
/// lists what it can show). Each replaces ours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoteTemplates {
    /// Of the text.
    pub text: Option<String>,
    /// Of the HTML.
    pub html: Option<String>,
}

/// Makes notes.
pub(super) struct Note {
    templates: Environment<'static>,
    spoken: Vec<Spoken>,
    organisation: Option<String>,
    contact: Option<String>,
}

/// What a note says in one language.
#[derive(Serialize)]
struct Said {
    tag: &'static str,
    direction: &'static str,
    heading: String,
    from: String,
    open: String,
    passwords: Vec<String>,
    hint: Option<String>,
    answer: Option<String>,
    promise: String,
    sealed_by: Option<String>,
}

impl Note {
    pub(super) fn new(spoken: Vec<Spoken>, branding: &Branding) -> Result<Self, Error> {
        let own = &branding.note;
        let text = own.text.clone().unwrap_or_else(|| TEXT.to_owned());
        let html = own.html.clone().unwrap_or_else(|| HTML.to_owned());
        Ok(Self {
            templates: environment(&[(TEXT_NAME, text), (HTML_NAME_OF_TEMPLATE, html)])?,
            spoken,
            organisation: branding.organisation.clone(),
            contact: branding.contact.clone(),
        })
    }

    /// The note as text and as HTML.
    pub(super) fn render(
        &self,
        view: &View,
        enclosed: &[Enclosed<'_>],
        cover: &Cover<'_>,
    ) -> Result<(String, String), Error> {
        let sender = sender(view);
        let languages: Vec<_> = self
            .spoken
            .iter()
            .map(|spoken| self.said(spoken, sender.as_deref(), enclosed, cover))
            .collect();
        let context = context! {
            languages => Value::from(Serde(&languages)),
            sender,
            organisation => self.organisation.clone(),
            contact => self.contact.clone(),
            files => enclosed.iter().map(Enclosed::name).collect::<Vec<_>>(),
        };
        let render = |name| render(&self.templates, name, &context);
        Ok((render(TEXT_NAME)?, render(HTML_NAME_OF_TEMPLATE)?))
    }

    fn said(
        &self,
        spoken: &Spoken,
        sender: Option<&str>,
        enclosed: &[Enclosed<'_>],
        cover: &Cover<'_>,
    ) -> Said {
        let has = |wanted: &str| enclosed.iter().any(|its| its.name() == wanted);
        let say = |key: &str, values: &[(&str, &str)]| filled(spoken.say(key), values);
        let mut passwords = vec![say("password", &[])];
        passwords.extend(cover.passwords.iter().map(|its| {
            let PasswordNumber {
                address,
                number,
                since,
            } = its;
            let number = number.to_string();
            let key = match cover.passwords.len() {
                1 => "password-number",
                _ => "password-number-for",
            };
            say(
                key,
                &[("address", address), ("number", &number), ("date", since)],
            )
        }));
        Said {
            tag: spoken.language.tag(),
            direction: spoken.language.direction(),
            heading: say("heading", &[]),
            from: match sender {
                Some(sender) => say("from", &[("sender", sender)]),
                None => say("from-nobody", &[]),
            },
            open: match (has(HTML_NAME), has(PDF_NAME)) {
                (true, true) => say("open-both", &[("html", HTML_NAME), ("pdf", PDF_NAME)]),
                (_, true) => say("open-pdf", &[("file", PDF_NAME)]),
                _ => say("open-html", &[("file", HTML_NAME)]),
            },
            passwords,
            hint: cover.hint.map(|hint| {
                // In a text from right to left, what ends with a sign would show it at the wrong end.
                let isolated = match spoken.language.direction() {
                    "rtl" => format!("\u{2068}{hint}\u{2069}"),
                    _ => hint.to_owned(),
                };
                say("hint", &[("hint", &isolated)])
            }),
            answer: has(HTML_NAME).then(|| say("answer", &[])),
            promise: say("promise", &[]),
            sealed_by: self
                .organisation
                .as_ref()
                .map(|name| say("sealed-by", &[("organisation", name)])),
        }
    }
}

/// Who the message says it is from.
fn sender(view: &View) -> Option<String> {
    let author = view.from.first()?;
    let plain = |text: &String| text.replace(char::is_control, " ").trim().to_owned();
    match (
        author.name.as_ref().map(plain),
        author.address.as_ref().map(plain),
    ) {
        (Some(name), Some(address)) if name != address => Some(format!("{name} ({address})")),
        (name, address) => address.or(name),
    }
}

/// Puts `values` where their names stand in braces. In one pass, so that nothing in a value is taken for a name.
pub(super) fn filled(pattern: &str, values: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        let value = values.iter().find(|(known, _)| *known == name);
        text.push_str(value.map_or("", |(_, value)| value));
        rest = after;
    }
    text + rest
}

fn environment(templates: &[(&'static str, String)]) -> Result<Environment<'static>, Error> {
    let mut environment = Environment::new();
    environment.set_fuel(Some(FUEL));
    for (name, source) in templates {
        environment
            .add_template_owned(*name, source.clone())
            .map_err(unusable)?;
    }
    Ok(environment)
}

fn render(templates: &Environment<'_>, name: &str, context: &Value) -> Result<String, Error> {
    let template = templates.get_template(name).map_err(unusable)?;
    template.render(context).map_err(unusable)
}

fn unusable(error: minijinja::Error) -> Error {
    Error::UnusableTemplate {
        line: error.line().unwrap_or(1),
        what: error
            .detail()
            .map_or_else(|| error.kind().to_string(), str::to_owned),
    }
}

/// Refuses a template that is none, as a text of the note.
pub(crate) fn check_text(source: &str) -> Result<(), Error> {
    environment(&[(TEXT_NAME, source.to_owned())]).map(drop)
}

/// The same for its HTML.
pub(crate) fn check_html(source: &str) -> Result<(), Error> {
    environment(&[(HTML_NAME_OF_TEMPLATE, source.to_owned())]).map(drop)
}
