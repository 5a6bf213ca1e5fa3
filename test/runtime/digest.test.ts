import { createHash } from 'node:crypto'
import {
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { temporaryFolder } from '#test/support/temporary-folder'
import { digestCheckpoint } from '#workers/runtime/digest'
import { hashFile } from '#workers/runtime/hash-file'

let folder: string
beforeEach(() => {
  folder = realpathSync(temporaryFolder())
})
const write = (file: string, text: string) => writeFileSync(join(folder, file), text)
const digest = () => digestCheckpoint(folder, ['model.safetensors'])
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

test('is the hash of the sorted names and hashes', async () => {
  write('model.safetensors', 'weights')
  write('config.json', '{}')
  const list = `config.json\0${sha256('{}')}\nmodel.safetensors\0${sha256('weights')}\n`
  expect(await digest()).toBe(`sha256:${sha256(list)}`)
})

test.each([
  'config.json',
  'generation_config.json',
  'preprocessor_config.json',
  'processor_config.json',
  'chat_template.jinja',
  'chat_template.json',
  'chat_templates/default.jinja',
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'model.safetensors',
])('%s decides', async file => {
  write('model.safetensors', 'weights')
  mkdirSync(join(folder, 'chat_templates'))
  const without = await digest()
  write(file, 'one')
  const one = await digest()
  write(file, 'two')
  expect(new Set([without, one, await digest()]).size).toBe(3)
})

test('a README does not', async () => {
  write('model.safetensors', 'weights')
  const before = await digest()
  write('README.md', 'words')
  expect(await digest()).toBe(before)
})

test('a link out of the folder is not followed', async () => {
  const outside = join(temporaryFolder(), 'secret')
  writeFileSync(outside, 'secret')
  write('model.safetensors', 'weights')
  symlinkSync(outside, join(folder, 'tokenizer.json'))
  await expect(digest()).rejects.toThrow(expect.objectContaining({ reason: 'unsafe-file' }))
})

test('a checkpoint in a Hugging Face cache has the digest of its copy', async () => {
  write('model.safetensors', 'weights')
  const snapshot = join(folder, 'models--a--b', 'snapshots', 'c0')
  mkdirSync(snapshot, { recursive: true })
  mkdirSync(join(folder, 'models--a--b', 'blobs'))
  write('models--a--b/blobs/abc', 'weights')
  symlinkSync('../../blobs/abc', join(snapshot, 'model.safetensors'))
  expect(await digestCheckpoint(snapshot, ['model.safetensors'])).toBe(await digest())
})

describe('a remembered hash', () => {
  const size = 64 * 1024 * 1024
  const told = 'f'.repeat(64)
  let path: string
  let memory: string
  beforeEach(() => {
    path = join(folder, 'model.safetensors')
    memory = join(folder, 'memory')
    writeFileSync(path, '')
    truncateSync(path, size)
  })
  const record = () => {
    const [name = '', ...others] = readdirSync(memory)
    expect(others).toEqual([])
    return join(memory, name)
  }

  test('is used while the file is the same, and only then', async () => {
    const honest = await hashFile(path, null)
    expect(await hashFile(path, memory)).toBe(honest)
    writeFileSync(record(), told)
    expect(await hashFile(path, memory)).toBe(told)
    writeFileSync(path, 'changed', { flag: 'r+' })
    utimesSync(path, 1, 1)
    const changed = await hashFile(path, memory)
    expect([honest, told]).not.toContain(changed)
    expect(changed).toBe(await hashFile(path, null))
  })

  test('that has been damaged is not believed', async () => {
    const honest = await hashFile(path, memory)
    writeFileSync(record(), 'half')
    expect(await hashFile(path, memory)).toBe(honest)
  })

  test('of another file in its place is not used', async () => {
    await hashFile(path, memory)
    writeFileSync(record(), told)
    const other = join(folder, 'other')
    writeFileSync(other, 'other')
    truncateSync(other, size)
    renameSync(other, path)
    expect(await hashFile(path, memory)).toBe(await hashFile(path, null))
  })

  test('is not kept of a small file', async () => {
    truncateSync(path, size - 1)
    await hashFile(path, memory)
    expect(readdirSync(folder)).toEqual(['model.safetensors'])
  })
})
