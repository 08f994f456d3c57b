// Says of each document whether it is valid under a JSON Schema of draft 2020-12: one line each, "valid" or the first fault.
import { readFileSync } from "node:fs";
import Ajv from "ajv/dist/2020.js";

const [schemaFile, ...documents] = process.argv.slice(2);
// Every keyword must be a known one; unknown formats are notes for people.
const ajv = new Ajv({ strict: true, allowUnionTypes: true, validateFormats: false });
const validate = ajv.compile(JSON.parse(readFileSync(schemaFile, "utf8")));
for (const file of documents) {
  const valid = validate(JSON.parse(readFileSync(file, "utf8")));
  console.log(valid ? "valid" : `${validate.errors[0].instancePath} ${validate.errors[0].message}`);
}
