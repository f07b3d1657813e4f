//! Icons of the sprite.

use std::fmt;

use crate::web::assets::IMG_ICONS_SVG;

/// An icon beside a text; alone it says nothing to a screen reader.
pub struct Icon(&'static str);

/// The icon with this name in `static/img/icons.svg`.
pub fn icon(name: &'static str) -> Icon {
    Icon(name)
}

impl fmt::Display for Icon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in
            [r#"<svg class="icon" aria-hidden="true"><use href=""#, IMG_ICONS_SVG.path, "#", self.0, "\"></use></svg>"]
        {
            f.write_str(part)?;
        }
        Ok(())
    }
}

super::component!(Icon, CategoryIcon);

/// The icon of a category of service, whose name comes from the database.
pub struct CategoryIcon(&'static str);

impl CategoryIcon {
    /// Those we have a drawing of.
    pub const KNOWN: [&str; 7] = ["cleaning", "appliance", "housekeeping", "escort", "organising", "infant", "repair"];

    /// The category's icon, or the general one for a category we have no drawing of.
    pub fn new(code: &str) -> Self {
        Self(Self::KNOWN.into_iter().find(|known| *known == code).unwrap_or("home"))
    }
}

impl fmt::Display for CategoryIcon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Icon(self.0).fmt(f)
    }
}
