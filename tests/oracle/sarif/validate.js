// usage: node validate.js MODULES FILE...
// Judges SARIF files by the 2.1.0 schema that Microsoft's package carries and by Microsoft's own validator, whose exit
// status is 0 whatever it finds: what counts is the number of errors and warnings in its answer.
'use strict';
const fs = require('fs');
const os = require('os');
const path = require('path');
const { spawnSync } = require('child_process');

const [modules, ...files] = process.argv.slice(2);
const load = (name) => require(path.resolve(modules, name));
const Ajv = load('ajv/dist/2020');
const addFormats = load('ajv-formats');
const tool = path.resolve(modules, '@microsoft/sarif-multitool-linux');

const accepted = ['SARIF2005']; // wants an address of the tool on the web

function schemaErrors(file) {
  const schema = JSON.parse(fs.readFileSync(path.join(tool, 'sarif-2.1.0.json'), 'utf8').replace(/^\uFEFF/, ''));
  delete schema.$schema; // it names draft 4, whose keywords used here mean the same in 2020-12
  const ajv = new Ajv({ strict: false, allErrors: true });
  (addFormats.default || addFormats)(ajv);
  const validate = ajv.compile(schema);
  const valid = validate(JSON.parse(fs.readFileSync(file, 'utf8')));
  return valid ? [] : validate.errors.map((e) => `schema: ${e.instancePath} ${e.message}`);
}

function toolErrors(file) {
  const out = fs.mkdtempSync(path.join(os.tmpdir(), 'sarif-'));
  const answer = path.join(out, 'answer.sarif');
  const program = path.join(out, 'validator');
  fs.copyFileSync(path.join(tool, 'Sarif.Multitool'), program);
  fs.chmodSync(program, 0o755); // npm unpacks it without
  const run = spawnSync(program, ['validate', file, '--output', answer], {
    encoding: 'utf8',
    env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' },
  });
  if (!fs.existsSync(answer)) return [`validator gave no answer: ${run.stdout}${run.stderr}`];
  const results = JSON.parse(fs.readFileSync(answer, 'utf8').replace(/^\uFEFF/, '')).runs[0].results || [];
  fs.rmSync(out, { recursive: true });
  return results
    .filter((r) => (r.level || 'warning') !== 'note' && !accepted.includes(r.ruleId))
    .map((r) => `validator: ${r.ruleId} ${r.level || 'warning'} ${JSON.stringify(r.message)}`);
}

let bad = 0;
for (const file of files) {
  const said = [...schemaErrors(file), ...toolErrors(file)];
  for (const line of said.slice(0, 20)) console.log(`${file}: ${line}`);
  bad += said.length > 0;
}
process.exitCode = bad ? 1 : 0;
