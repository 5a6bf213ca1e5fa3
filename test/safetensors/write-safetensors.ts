import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { temporaryFolder } from '#test/support/temporary-folder'

export type Header = Record<string, unknown>

/** A safetensors file: the header's length in 8 bytes, the header, the data. */
export function writeSafetensors(path: string, header: Header | string, data: Uint8Array): void {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(json.length))
  writeFileSync(path, Buffer.concat([length, json, data]))
}

/** A copy of a fixture's folder, to be broken. */
export function copyFixture(name: string): string {
  const folder = temporaryFolder()
  cpSync(join(import.meta.dirname, '../fixtures/checkpoints', name), folder, { recursive: true })
  return folder
}

/** Changes the header of a safetensors file and leaves its data alone. */
export function editHeader(path: string, edit: (header: Header) => Header): void {
  const bytes = readFileSync(path)
  const end = 8 + Number(bytes.readBigUInt64LE())
  const header = z.record(z.string(), z.unknown()).parse(JSON.parse(bytes.subarray(8, end).toString()))
  writeSafetensors(path, edit(header), bytes.subarray(end))
}

/** Changes a JSON file of a folder. */
export function editJson(folder: string, file: string, edit: (value: Header) => Header): void {
  const path = join(folder, file)
  const value = z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(path, 'utf8')))
  writeFileSync(path, JSON.stringify(edit(value)))
}
