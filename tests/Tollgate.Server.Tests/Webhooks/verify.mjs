// Checks a message as a receiver would who has read https://www.standardwebhooks.com and nothing of ours.
// Reads {"secret", "headers", "body"} from standard input, and prints which of the signatures is the secret's.
import { createHmac, timingSafeEqual } from 'node:crypto'

let text = ''
for await (const chunk of process.stdin) text += chunk
const { secret, headers, body } = JSON.parse(text)
const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
const expected = createHmac('sha256', key).update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`).digest()
const found = headers['webhook-signature'].split(' ').findIndex((signature) => {
  const [version, value] = signature.split(',')
  const given = Buffer.from(value, 'base64')
  return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected)
})
if (Math.abs(Date.now() / 1000 - Number(headers['webhook-timestamp'])) > 300) console.log('too old')
else console.log(found)
