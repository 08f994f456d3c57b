-- Questions about many accounts (or one), made before the load begins, so that the load spends its time sending.
local requests = {}
local next = 0

function init(args)
    local key, accounts = args[1], tonumber(args[2])
    for i = 1, accounts do
        local body = string.format(
            '{"account_id":"acct_%04d","feature":"api_calls","requested_units":1,"subject":"user_7","properties":{"region":"eu"}}',
            (i * 7919) % accounts)
        requests[i] = wrk.format("POST", nil, { ["Content-Type"] = "application/json", ["Authorization"] = "Bearer " .. key }, body)
    end
end

function request()
    next = next % #requests + 1
    return requests[next]
end

function done(summary, latency, requests)
    local errors = summary.errors
    io.write(string.format("figures %d %f %f %d\n", summary.requests, summary.duration / 1e6, latency:percentile(99) / 1e3,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
