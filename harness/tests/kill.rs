//! Every fault of the call protocol is caught by a check of the requirement it violates. `minicert kill` grades them all.

use std::process::Command;

use serde_json::Value as Json;

#[test]
fn every_fault_of_the_call_protocol_is_caught_by_a_check_of_its_requirement() {
    let output = Command::new(env!("CARGO_BIN_EXE_minicert")).args(["kill", "--fault", "protocol/", "--json"]).output().unwrap();
    let result: Json = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    let rows = result["rows"].as_array().unwrap();
    assert_eq!(rows.len() as u64, result["faults"].as_u64().unwrap());
    assert!(rows.len() >= 40, "only {} faults were tried", rows.len());
    let survivors: Vec<&str> = result["survivors"].as_array().unwrap().iter().filter_map(Json::as_str).collect();
    assert!(survivors.is_empty(), "no check of their requirement caught: {survivors:?}");
    assert_eq!(result["killed"], result["faults"]);
}
