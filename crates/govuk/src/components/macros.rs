//! What every component's file would otherwise repeat.

/// Declares that these templates are components: safe to write, and welcome as content of others.
macro_rules! components {
    ($($name:ident),+ $(,)?) => {
        $(
            impl askama::filters::HtmlSafe for $name {}
            impl $crate::components::Component for $name {}
        )+
    };
}

/// Writes the builder methods of a component.
///
/// A line `field: Type` gives `fn field(self, impl Into<Type>)`, `field: Option<Type>` gives the same and sets `Some`,
/// `classes: Classes` adds classes and `attributes: Attributes` gives `fn attribute(self, name, value)`.
macro_rules! setters {
    (@ classes: Classes, $($rest:tt)*) => {
        /// Adds classes, parted by spaces.
        #[must_use]
        pub fn classes(mut self, classes: &str) -> Self {
            self.classes.add(classes);
            self
        }
        setters!(@ $($rest)*);
    };
    (@ attributes: Attributes, $($rest:tt)*) => {
        /// Adds an attribute to the component's main element.
        #[must_use]
        pub fn attribute(mut self, name: impl Into<std::borrow::Cow<'static, str>>, value: impl Into<String>) -> Self {
            self.attributes.add(name, value);
            self
        }
        setters!(@ $($rest)*);
    };
    (@ $(#[$doc:meta])+ $field:ident: Option<$type:ty>, $($rest:tt)*) => {
        $(#[$doc])+
        #[must_use]
        pub fn $field(mut self, $field: impl Into<$type>) -> Self {
            self.$field = Some($field.into());
            self
        }
        setters!(@ $($rest)*);
    };
    (@ $(#[$doc:meta])+ $field:ident: $type:ty, $($rest:tt)*) => {
        $(#[$doc])+
        #[must_use]
        pub fn $field(mut self, $field: impl Into<$type>) -> Self {
            self.$field = $field.into();
            self
        }
        setters!(@ $($rest)*);
    };
    (@ $(,)?) => {};
    ($component:ident { $($fields:tt)* }) => {
        impl $component {
            setters!(@ $($fields)*,);
        }
    };
}

/// Lets text, HTML or content stand where one of these is asked for: `.hint("As on the form")`.
macro_rules! from_content {
    ($($name:ident),+ $(,)?) => {
        $(
            impl From<&str> for $name {
                fn from(text: &str) -> Self {
                    Self::new(text)
                }
            }

            impl From<String> for $name {
                fn from(text: String) -> Self {
                    Self::new(text)
                }
            }

            impl From<$crate::components::Html> for $name {
                fn from(html: $crate::components::Html) -> Self {
                    Self::new(html)
                }
            }

            impl From<$crate::components::Content> for $name {
                fn from(content: $crate::components::Content) -> Self {
                    Self::new(content)
                }
            }
        )+
    };
}

pub(crate) use {components, from_content, setters};
