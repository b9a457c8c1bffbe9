# What a run came to, one line a requirement: its id, its status and, for a fail, its classes.
#   jq -r -f expected.jq certificate.json
(reduce (.checks[] | select(.status == "fail")) as $check ({}; .[$check.requirement] += [$check.class])) as $classes
| .requirements | sort_by(.id)[]
| [.id, .status // "omitted"] + (if .status == "fail" then [$classes[.id] | unique | join(",")] else [] end)
| join(" ")
