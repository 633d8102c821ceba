//! What the seventeen cooperating units (协作单位) are called.

/// The id and the name of every unit.
pub const UNITS: [(&str, &str); 17] = [
    ("u01", "市场监督管理局"),
    ("u02", "自然资源和规划局"),
    ("u03", "公安局"),
    ("u04", "税务局"),
    ("u05", "住房和城乡建设局"),
    ("u06", "人力资源和社会保障局"),
    ("u07", "民政局"),
    ("u08", "车辆管理所"),
    ("u09", "住房公积金中心"),
    ("u10", "中国人民银行东阳支行"),
    ("u11", "医疗保障局"),
    ("u12", "农业农村局"),
    ("u13", "经济和信息化局"),
    ("u14", "司法局"),
    ("u15", "交通运输局"),
    ("u16", "国有资产监督管理办公室"),
    ("u17", "邮政分公司"),
];

/// The name of a unit by its resource name, `units/{id}`.
#[must_use]
pub fn display_name(unit: &str) -> Option<&'static str> {
    let id = unit.strip_prefix("units/")?;
    UNITS.iter().find(|(known, _)| *known == id).map(|(_, name)| *name)
}
