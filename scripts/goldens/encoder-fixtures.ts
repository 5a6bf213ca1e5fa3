import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const fixtures = join(import.meta.dirname, '../../test/fixtures/encoders')
const jsonObject = z.record(z.string(), z.unknown())
type JsonObject = z.infer<typeof jsonObject>

/** Encoders that transformers made. */
export const encoderNames = readdirSync(fixtures)
  .filter(file => file.endsWith('.goldens.json'))
  .map(file => file.replace('.goldens.json', ''))

export function encoderFixture(name: string): string {
  return join(fixtures, name)
}

/** Copies an encoder into `folder` under a changed config.json. @param change nested objects are merged. */
export function writeEncoder(name: string, folder: string, change: JsonObject = {}): void {
  cpSync(encoderFixture(name), folder, { recursive: true })
  const file = join(folder, 'config.json')
  const config = jsonObject.parse(JSON.parse(readFileSync(file, 'utf8')))
  writeFileSync(file, JSON.stringify(merged(config, change)))
}

function merged(config: JsonObject, change: JsonObject): JsonObject {
  const both = { ...config }
  for (const [key, value] of Object.entries(change)) {
    const inner = jsonObject.safeParse(value)
    both[key] = inner.success ? merged(jsonObject.safeParse(config[key]).data ?? {}, inner.data) : value
  }
  return both
}
