import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { temporaryFolder } from '#test/support/temporary-folder'
import { checkpointFile, readCheckpointText } from '#workers/safetensors/checkpoint-file'
import { readTensor } from '#workers/safetensors/read-rows'
import { asWeight, openTensors } from '#workers/safetensors/tensor-directory'
import { writeSafetensors } from './write-safetensors'

/** A Hugging Face cache as huggingface_hub lays it out: every file of a snapshot is a link to a blob. */
let cache: string
let repository: string
let snapshot: string
beforeEach(() => {
  cache = realpathSync(temporaryFolder())
  repository = join(cache, 'models--owner--name')
  snapshot = join(repository, 'snapshots', 'c0ffee')
  mkdirSync(join(repository, 'blobs'), { recursive: true })
  mkdirSync(snapshot, { recursive: true })
})
const header = { w: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } }
const floats = new Uint8Array(new Float32Array([3, 4]).buffer)

function blob(path: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeSafetensors(path, header, floats)
}

test('links to the blobs of its own repository are followed', () => {
  blob(join(repository, 'blobs', 'abc'))
  writeFileSync(join(repository, 'blobs', 'def'), '{}')
  symlinkSync('../../blobs/abc', join(snapshot, 'model.safetensors'))
  symlinkSync('../../blobs/def', join(snapshot, 'config.json'))
  const { folder, files, tensors } = openTensors(snapshot)
  const weight = asWeight(tensors.get('w') ?? expect.fail('w is not listed'))
  expect({ folder, files, file: weight.file }).toEqual({
    folder: repository,
    files: ['model.safetensors'],
    file: join('snapshots', 'c0ffee', 'model.safetensors'),
  })
  expect(readTensor(folder, weight)).toEqual(Float32Array.of(3, 4))
  expect(readCheckpointText(snapshot, 'config.json')).toBe('{}')
})

test('a link to the snapshot is the snapshot', () => {
  blob(join(repository, 'blobs', 'abc'))
  symlinkSync('../../blobs/abc', join(snapshot, 'model.safetensors'))
  const link = join(temporaryFolder(), 'llava')
  symlinkSync(snapshot, link)
  expect(openTensors(link)).toMatchObject({ directory: link, folder: repository })
})

test('a snapshot without links is an ordinary folder', () => {
  writeSafetensors(join(snapshot, 'model.safetensors'), header, floats)
  expect(checkpointFile(snapshot, 'model.safetensors')).toBe(join(snapshot, 'model.safetensors'))
  const { folder, tensors } = openTensors(snapshot)
  expect(readTensor(folder, asWeight(tensors.get('w') ?? expect.fail('w is not listed')))[1]).toBe(4)
})

test.each([
  ['another repository', 'models--owner--other/blobs/abc', '../../../models--owner--other/blobs/abc'],
  ['another folder of the repository', 'models--owner--name/refs/abc', '../../refs/abc'],
  ['another snapshot', 'models--owner--name/snapshots/dead/abc', '../dead/abc'],
  ['a folder whose name begins alike', 'models--owner--name/blobs-of-mine/abc', '../../blobs-of-mine/abc'],
])('a link to %s is refused', (_, target, link) => {
  blob(join(cache, target))
  symlinkSync(link, join(snapshot, 'model.safetensors'))
  expect(() => openTensors(snapshot)).toThrow(
    expect.objectContaining({ reason: 'unsafe-file', message: expect.stringMatching(/leads out/) }),
  )
})

test('blobs that are a link to elsewhere are refused', () => {
  const outside = temporaryFolder()
  blob(join(outside, 'abc'))
  const crafted = join(cache, 'models--crafted--name')
  mkdirSync(join(crafted, 'snapshots', 'c0ffee'), { recursive: true })
  symlinkSync(outside, join(crafted, 'blobs'))
  symlinkSync('../../blobs/abc', join(crafted, 'snapshots', 'c0ffee', 'model.safetensors'))
  expect(() => openTensors(join(crafted, 'snapshots', 'c0ffee'))).toThrow(/leads out/)
})

test('blobs beside an ordinary folder are refused', () => {
  const plain = join(cache, 'plain', 'snapshots', 'c0ffee')
  blob(join(cache, 'plain', 'blobs', 'abc'))
  mkdirSync(plain, { recursive: true })
  symlinkSync('../../blobs/abc', join(plain, 'model.safetensors'))
  expect(() => openTensors(plain)).toThrow(/leads out/)
})
