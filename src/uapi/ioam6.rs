//! linux/ioam6_genl.h.

pub const IOAM6_ATTR_NS_ID: u16 = 1;
pub const IOAM6_ATTR_NS_DATA: u16 = 2;
pub const IOAM6_ATTR_NS_DATA_WIDE: u16 = 3;
pub const IOAM6_ATTR_SC_ID: u16 = 4;
pub const IOAM6_ATTR_SC_DATA: u16 = 5;
pub const IOAM6_ATTR_SC_NONE: u16 = 6;
pub const IOAM6_MAX_SCHEMA_DATA_LEN: usize = 255 * 4;
pub const IOAM6_CMD_ADD_NAMESPACE: u8 = 1;
pub const IOAM6_CMD_DEL_NAMESPACE: u8 = 2;
pub const IOAM6_CMD_DUMP_NAMESPACES: u8 = 3;
pub const IOAM6_CMD_ADD_SCHEMA: u8 = 4;
pub const IOAM6_CMD_DEL_SCHEMA: u8 = 5;
pub const IOAM6_CMD_DUMP_SCHEMAS: u8 = 6;
pub const IOAM6_CMD_NS_SET_SCHEMA: u8 = 7;
pub const IOAM6_EVENT_TRACE: u8 = 1;
pub const IOAM6_EVENT_ATTR_TRACE_NAMESPACE: u16 = 1;
pub const IOAM6_EVENT_ATTR_TRACE_NODELEN: u16 = 2;
pub const IOAM6_EVENT_ATTR_TRACE_TYPE: u16 = 3;
pub const IOAM6_EVENT_ATTR_TRACE_DATA: u16 = 4;
