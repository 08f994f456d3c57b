-- Questions about many accounts (or one), made before the load begins, so that the load spends its time sending. They go one by one, or so many in
-- each request.
local requests = {}
local next = 0

function init(args)
    local key, accounts, together = args[1], tonumber(args[2]), tonumber(args[3])
    local headers = { ["Content-Type"] = "application/json", ["Authorization"] = "Bearer " .. key }
    local asked = 0
    local function question()
        asked = asked + 1
        return string.format(
            '{"account_id":"acct_%04d","feature":"api_calls","requested_units":1,"subject":"user_7","properties":{"region":"eu"}}',
            (asked * 7919) % accounts)
    end
    for i = 1, math.max(accounts / together, 1) do
        local body = question()
        if together > 1 then
            local all = { body }
            for j = 2, together do all[j] = question() end
            body = '{"requests":[' .. table.concat(all, ",") .. ']}'
        end
        requests[i] = wrk.format("POST", nil, headers, body)
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
