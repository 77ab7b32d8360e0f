-- LuaJIT's side of the comparison: the 12-criteria rule as one closure over FFI records, called in
-- a loop inside Lua, with the rule's thresholds as constants of its source, which is what suits the
-- compiler best. The commands are those of readiness_side.cc; inputs: ../README.md.
local ffi = require("ffi")
local bit = require("bit")
ffi.cdef [[
typedef struct { long seconds, nanoseconds; } peers_time;
int clock_gettime(int clock, peers_time* now);
]]
local SEED = 42ULL

local function new_random()
  local state = SEED
  return function(bound)  -- splitmix64
    state = state + 0x9E3779B97F4A7C15ULL
    local z = state
    z = bit.bxor(z, bit.rshift(z, 30)) * 0xBF58476D1CE4E5B9ULL
    z = bit.bxor(z, bit.rshift(z, 27)) * 0x94D049BB133111EBULL
    z = bit.bxor(z, bit.rshift(z, 31))
    return tonumber(z % bound)
  end
end

local now = ffi.new("peers_time")
local function cpu_nanoseconds()
  ffi.C.clock_gettime(2, now)  -- CLOCK_PROCESS_CPUTIME_ID
  return tonumber(now.seconds) * 1e9 + tonumber(now.nanoseconds)
end

local function test_of(i, share, value)
  local kind = i % 4
  if kind == 0 then return value .. " <= " .. (share - 1) end
  if kind == 1 then return value .. " >= " .. (1000 - share) end
  if kind == 2 then return value .. " < " .. share end
  return value .. " > " .. (999 - share)
end

-- The rule as an expression in Lua: 3 GO, 2 HOLD, 1 NO_GO.
local function rule_source(parts, value_of)
  local c = {}
  for k = 0, 11 do
    local share = parts == 1 and (k == 9 and 200 or 800) or (k == 9 and 669 or 946)
    local tests = {}
    for p = 0, parts - 1 do
      local i = k * parts + p
      tests[#tests + 1] = test_of(i, share, value_of(i))
    end
    c[k] = "(" .. table.concat(tests, " and ") .. ")"
  end
  local musts = table.concat({
    c[0], c[1], c[2], "(" .. c[3] .. " or (" .. c[4] .. " and " .. c[5] .. "))",
    "((" .. c[6] .. " and (" .. c[7] .. " or " .. c[8] .. ")) or (" .. c[7] .. " and " .. c[8] .. "))",
    "not " .. c[9],
  }, " and ")
  return "(" .. musts .. ") and ((" .. c[10] .. " and " .. c[11] .. ") and 3 or 2) or 1"
end

-- Records as structs, one closure over a record.
local function rows_case(parts, count)
  local width = 12 * parts
  local names = {}
  for i = 0, width - 1 do names[#names + 1] = "v" .. i end
  local record = ffi.typeof("struct { double " .. table.concat(names, ", ") .. "; }")
  local case = { count = count, out = ffi.new("int8_t[?]", count) }
  local records = ffi.new(ffi.typeof("$[?]", record), count)
  local random, hash = new_random(), 0
  local flat = ffi.cast("double*", records)
  for i = 0, count * width - 1 do
    flat[i] = random(1000ULL)
    hash = (hash * 31 + flat[i]) % 4294967296
  end
  case.records, case.input_hash = records, hash
  function case.load()
    local source = "return function(r) return "
      .. rule_source(parts, function(i) return "r.v" .. i end) .. " end"
    case.judge = assert(loadstring(source))()
  end
  function case.pass(n)
    local judge, out = case.judge, case.out
    for i = 0, n - 1 do out[i] = judge(records[i]) end
  end
  return case
end

-- The same with a column a criterion.
local function columns_case(parts, count)
  local width = 12 * parts
  local case = { count = count, out = ffi.new("int8_t[?]", count) }
  local columns = {}
  for i = 0, width - 1 do columns[i] = ffi.new("double[?]", count) end
  local random, hash = new_random(), 0
  for r = 0, count - 1 do
    for i = 0, width - 1 do
      local x = random(1000ULL)
      columns[i][r] = x
      hash = (hash * 31 + x) % 4294967296
    end
  end
  case.input_hash = hash
  function case.load()
    local source = {}
    for i = 0, width - 1 do source[#source + 1] = "local v" .. i .. " = columns[" .. i .. "]" end
    source = "local columns = ... " .. table.concat(source, " ") .. " return function(i) return "
      .. rule_source(parts, function(i) return "v" .. i .. "[i]" end) .. " end"
    case.judge = assert(loadstring(source))(columns)
  end
  function case.pass(n)
    local judge, out = case.judge, case.out
    for i = 0, n - 1 do out[i] = judge(i) end
  end
  return case
end

local cases = {
  batch12 = function() return rows_case(1, 1000000) end,
  batch12columns = function() return columns_case(1, 1000000) end,
  batch12cached = function() return rows_case(1, 1000) end,
  batch48 = function() return rows_case(4, 50000) end,
}

local loaded, current
for line in io.lines() do
  local command, name, times = line:match("^(%S+)%s+(%S+)%s*(%S*)")
  local load_time, first = 0, 0
  if loaded ~= name then
    current = assert(cases[name], "no such case: " .. name)()
    local begin = cpu_nanoseconds()
    current.load()
    local middle = cpu_nanoseconds()
    current.pass(1)
    first = cpu_nanoseconds() - middle
    load_time = middle - begin
    loaded = name
  end
  if command == "cold" then
    print(string.format("%.0f %.0f", load_time, first))
  elseif command == "check" then
    current.pass(current.count)
    local hash, counts = 0, { 0, 0, 0 }
    for i = 0, current.count - 1 do
      local verdict = current.out[i]
      hash = (hash * 31 + verdict) % 4294967296
      counts[verdict] = counts[verdict] + 1
    end
    print(string.format("%.0f %.0f %d %d %d", current.input_hash, hash, counts[1], counts[2], counts[3]))
  else
    local begin = cpu_nanoseconds()
    for _ = 1, tonumber(times) do current.pass(current.count) end
    print(string.format("%.0f", cpu_nanoseconds() - begin))
  end
  io.flush()
end
