//! Columns of statistics: sized for text, keyed for JSON.
