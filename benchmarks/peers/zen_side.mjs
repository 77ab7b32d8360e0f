// The side of GoRules ZEN (@gorules/zen-engine, Rust behind a Node binding): the same gate as one
// expression node of 12 criteria and a verdict, and the same table as one decision table node. The
// commands are those of readiness_side.cc; inputs: ../README.md. A case may end in a colon and the
// kind of trace: "true" or "string"; without, there is no trace.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const { ZenEngine } = createRequire(process.argv[2] + '/')('@gorules/zen-engine');
const engine = new ZenEngine();
const MASK = (1n << 64n) - 1n;

function newRandom() {
  let state = 42n;
  return (bound) => {  // splitmix64
    state = (state + 0x9e3779b97f4a7c15n) & MASK;
    let z = state;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & MASK;
    return Number((z ^ (z >> 31n)) % BigInt(bound));
  };
}

const hashOf = (hash, x) => (hash * 31 + x) % 4294967296;
// User and system time of this process, the threads of the engine included.
const cpuNanoseconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
};

function decisionOf(node) {
  return {
    nodes: [
      { id: 'in', name: 'in', type: 'inputNode', position: { x: 0, y: 0 } },
      { ...node, position: { x: 0, y: 0 } },
      { id: 'out', name: 'out', type: 'outputNode', position: { x: 0, y: 0 } },
    ],
    edges: [
      { id: 'a', sourceId: 'in', targetId: node.id, type: 'edge' },
      { id: 'b', sourceId: node.id, targetId: 'out', type: 'edge' },
    ],
  };
}
const content = { passThrough: false, inputField: null, outputPath: null, executionMode: 'single' };

function testOf(i, share) {
  switch (i % 4) {
    case 0: return `v${i} <= ${share - 1}`;
    case 1: return `v${i} >= ${1000 - share}`;
    case 2: return `v${i} < ${share}`;
    default: return `v${i} > ${999 - share}`;
  }
}

function gateCase(parts) {
  const random = newRandom();
  const records = [];
  let inputHash = 0;
  for (let r = 0; r < 1000; ++r) {
    const record = {};
    for (let i = 0; i < 12 * parts; ++i) {
      record[`v${i}`] = random(1000);
      inputHash = hashOf(inputHash, record[`v${i}`]);
    }
    records.push(record);
  }
  const expressions = [];
  for (let c = 0; c < 12; ++c) {
    const share = parts === 1 ? (c === 9 ? 200 : 800) : (c === 9 ? 669 : 946);
    const tests = [];
    for (let p = 0; p < parts; ++p) tests.push(testOf(c * parts + p, share));
    expressions.push({ id: `c${c}`, key: `c${c}`, value: tests.join(' and ') });
  }
  const c = (i) => `$.c${i}`;
  const musts = `${c(0)} and ${c(1)} and ${c(2)} and (${c(3)} or (${c(4)} and ${c(5)})) and ` +
    `((${c(6)} and (${c(7)} or ${c(8)})) or (${c(7)} and ${c(8)})) and not ${c(9)}`;
  expressions.push({
    id: 'verdict', key: 'verdict', value: `(${musts}) ? ((${c(10)} and ${c(11)}) ? 3 : 2) : 1`,
  });
  const source = decisionOf({
    id: 'gate', name: 'gate', type: 'expressionNode', content: { ...content, expressions },
  });
  return { records, inputHash, source, outputOf: (result) => result.verdict };
}

function tableCase() {
  const ROWS = 3000, COLUMNS = 13, END = 1000000, RECORDS = 200;
  const random = newRandom();
  const rows = [Array.from({ length: COLUMNS }, () => [0, END])];
  while (rows.length < ROWS) {
    const split = random(rows.length);
    const column = random(COLUMNS);
    const part = random(500);
    const [low, high] = rows[split][column];
    const cut = low + Math.floor((high - low) * (250 + part) / 1000);
    if (cut <= low || cut >= high) continue;
    const other = rows[split].slice();
    rows[split][column] = [low, cut];
    other[column] = [cut, high];
    rows.push(other);
  }
  let inputHash = 0;
  const cellOf = ([low, high]) => {
    if (low > 0 && high < END) return `[${low}..${high})`;
    if (low > 0) return `>= ${low}`;
    return high < END ? `< ${high}` : '';
  };
  const rules = rows.map((ranges, r) => {
    const rule = { _id: `r${r}` };
    ranges.forEach((range, column) => {
      inputHash = hashOf(hashOf(inputHash, range[0]), range[1]);
      rule[`c${column}`] = cellOf(range);
    });
    const outcome = random(3);
    inputHash = hashOf(inputHash, outcome);
    rule.outcome = String(outcome + 1);
    return rule;
  });
  const records = [];
  for (let r = 0; r < RECORDS; ++r) {
    const record = {};
    for (let column = 0; column < COLUMNS; ++column) {
      record[`c${column}`] = random(END);
      inputHash = hashOf(inputHash, record[`c${column}`]);
    }
    records.push(record);
  }
  const inputs = Array.from({ length: COLUMNS }, (_, i) => ({ id: `c${i}`, name: `c${i}`, field: `c${i}` }));
  const outputs = [{ id: 'outcome', name: 'outcome', field: 'outcome' }];
  const source = decisionOf({
    id: 'table', name: 'table', type: 'decisionTableNode',
    content: { ...content, hitPolicy: 'first', inputs, outputs, rules },
  });
  return { records, inputHash, source, outputOf: (result) => result.outcome };
}

const CASES = { gate12: () => gateCase(1), gate48: () => gateCase(4), table: tableCase };
const TRACES = { true: { trace: true }, string: { trace: 'string' } };

// "185.3µs" and the like, in nanoseconds.
function nanosecondsOf(text) {
  const [, number, unit] = /^([\d.]+)(\D+)$/.exec(text);
  return Number(number) * ({ ns: 1, 'µs': 1e3, 'μs': 1e3, ms: 1e6, s: 1e9 })[unit];
}

let loaded, current, decision, options;
for await (const line of createInterface({ input: process.stdin })) {
  const [command, name, times] = line.split(' ');
  let load = 0, first = 0;
  if (loaded !== name) {
    const [kind, trace] = name.split(':');
    current = CASES[kind]();
    options = TRACES[trace];
    const begin = cpuNanoseconds();
    decision = engine.createDecision(current.source);
    const middle = cpuNanoseconds();
    await decision.evaluate(current.records[0], options);
    first = cpuNanoseconds() - middle;
    load = middle - begin;
    loaded = name;
  }
  if (command === 'cold') {
    console.log(load, first);
  } else if (command === 'check') {
    let hash = 0;
    const counts = [0, 0, 0, 0];
    for (const record of current.records) {
      const output = current.outputOf((await decision.evaluate(record, options)).result);
      hash = hashOf(hash, output);
      ++counts[output];
    }
    console.log(current.inputHash, hash, ...counts.slice(1));
  } else if (command === 'engine') {  // What the engine says of itself, wall time, median.
    const each = [];
    for (const record of current.records) {
      each.push(nanosecondsOf((await decision.evaluate(record, options)).performance));
    }
    console.log(each.sort((a, b) => a - b)[each.length >> 1]);
  } else {
    const begin = cpuNanoseconds();
    for (let i = 0; i < Number(times); ++i) {
      for (const record of current.records) await decision.evaluate(record, options);
    }
    console.log(cpuNanoseconds() - begin);
  }
}
