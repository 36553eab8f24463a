//! x
mod label; mod token; mod record; mod article; mod sentence; mod actor; mod feature; mod classify; mod model; mod train;
pub use label::*; pub use token::*; pub use record::*; pub use article::*; pub use sentence::*; pub use actor::*; pub use feature::*; pub use classify::*; pub use model::*; pub use train::*;
