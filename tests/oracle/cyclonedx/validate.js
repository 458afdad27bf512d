// usage: node validate.js MODULES FILE...
// Judges CycloneDX files by the JSON schema of version 1.6 as @cyclonedx/cyclonedx-library carries it, and by hand: every
// reference must name a component, and no two components may share one.
'use strict';
const fs = require('fs');
const path = require('path');

const [modules, ...files] = process.argv.slice(2);
const { Spec, Validation } = require(path.resolve(modules, '@cyclonedx/cyclonedx-library'));

function badReferences(bom) {
  const refs = [bom.metadata.component['bom-ref'], ...bom.components.map((c) => c['bom-ref'])];
  const known = new Set(refs);
  const said = known.size === refs.length ? [] : ['a bom-ref is there twice'];
  for (const entry of bom.dependencies) {
    for (const ref of [entry.ref, ...(entry.dependsOn || [])]) {
      if (!known.has(ref)) said.push(`no component is called ${ref}`);
    }
  }
  return said;
}

(async () => {
  const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
  for (const file of files) {
    const text = fs.readFileSync(file, 'utf8');
    const error = await validator.validate(text);
    const said = [...(error ? [JSON.stringify(error)] : []), ...badReferences(JSON.parse(text))];
    for (const line of said.slice(0, 20)) console.log(`${file}: ${line}`);
    if (said.length) process.exitCode = 1;
  }
})();
