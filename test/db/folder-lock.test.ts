import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lockFolder } from '#lib/db/folder-lock'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parallax-lock-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a folder that a living process holds is refused, naming both', () => {
  writeFileSync(join(folder, 'portal.pid'), String(process.ppid))
  expect(() => lockFolder(folder)).toThrow(`${folder} is open in process ${process.ppid}`)
})

test('a lock left behind by a killed process is taken over, and given back', () => {
  // Process ids end below 2^22.
  writeFileSync(join(folder, 'portal.pid'), String(2 ** 30))
  const release = lockFolder(folder)
  expect(readFileSync(join(folder, 'portal.pid'), 'utf8')).toBe(String(process.pid))
  release()
  expect(() => readFileSync(join(folder, 'portal.pid'))).toThrow('ENOENT')
})
