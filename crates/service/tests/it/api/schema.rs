//! Holds JSON against a schema of our document: the few words of JSON Schema that it uses.

use serde_json::Value;

/// What does not fit, with its place; empty when all does.
pub fn faults(document: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    if let Some(pointer) = schema["$ref"].as_str() {
        let named =
            document.pointer(pointer.trim_start_matches('#')).unwrap_or_else(|| panic!("{pointer} is not there"));
        return faults(document, named, value, at);
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        let fit = choices.iter().filter(|it| faults(document, it, value, at).is_empty()).count();
        return if fit == 1 { Vec::new() } else { vec![format!("{at}: fits {fit} of {}", choices.len())] };
    }
    let mut found = Vec::new();
    let kinds: Vec<&str> = match &schema["type"] {
        Value::String(kind) => vec![kind],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    if !kinds.is_empty() && !kinds.iter().any(|kind| is_of(kind, value)) {
        found.push(format!("{at}: {value} is not {kinds:?}"));
    }
    if schema["enum"].as_array().is_some_and(|it| !it.contains(value)) {
        found.push(format!("{at}: {value} is not among {}", schema["enum"]));
    }
    if let Some(object) = value.as_object() {
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !object.contains_key(name) {
                found.push(format!("{at}: {name} is missing"));
            }
        }
        for (name, inner) in object {
            match schema["properties"].get(name) {
                Some(schema) => found.extend(faults(document, schema, inner, &format!("{at}/{name}"))),
                None if schema["additionalProperties"] == false => found.push(format!("{at}: {name} is not known")),
                None => {}
            }
        }
    }
    for (number, inner) in value.as_array().into_iter().flatten().enumerate() {
        found.extend(faults(document, &schema["items"], inner, &format!("{at}/{number}")));
    }
    found
}

fn is_of(kind: &str, value: &Value) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("{other} is no type"),
    }
}

#[test]
fn what_does_not_fit_is_found() {
    let schema = serde_json::json!({ "type": "object", "properties": { "a": { "type": ["integer", "null"] } },
        "required": ["a"], "additionalProperties": false });
    let fits = |value: Value| faults(&Value::Null, &schema, &value, "").is_empty();
    assert!(fits(serde_json::json!({ "a": 1 })) && fits(serde_json::json!({ "a": null })));
    for bad in [serde_json::json!({}), serde_json::json!({ "a": "1" }), serde_json::json!({ "a": 1, "b": 2 })] {
        assert!(!fits(bad));
    }
}
