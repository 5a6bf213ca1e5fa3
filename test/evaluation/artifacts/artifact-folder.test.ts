import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '#test/support/temporary-folder'
import { ArtifactFolder, artifactKey } from '#workers/evaluation/artifacts/artifact-folder'
import { readFloats, writeFloats } from '#workers/evaluation/artifacts/float-file'

const from = { encoder: 'sha256:1', edition: 'e' }

test('an artifact is made once, and named by all it is made of', async () => {
  const root = temporaryFolder()
  let made = 0
  const write = async (folder: string) => {
    made += 1
    await writeFile(join(folder, 'maps'), String(made))
  }
  const first = await new ArtifactFolder(root).make('saliency', from, write)
  const again = await new ArtifactFolder(root).make('saliency', from, write)
  expect([again, made]).toEqual([first, 1])
  expect(first.key).toBe(artifactKey('saliency', from))
  expect(artifactKey('saliency', { ...from, edition: 'f' })).not.toBe(first.key)
  expect(artifactKey('text-features', from)).not.toBe(first.key)
  expect(JSON.parse(readFileSync(join(first.folder, 'made-of.json'), 'utf8'))).toEqual(from)
})

test('making that breaks off leaves nothing, and the next one begins anew', async () => {
  const root = temporaryFolder()
  const artifacts = new ArtifactFolder(root)
  const broken = artifacts.make('saliency', from, async folder => {
    await writeFile(join(folder, 'maps'), 'half')
    throw new Error('out of pictures')
  })
  await expect(broken).rejects.toThrow('out of pictures')
  expect(readdirSync(join(root, 'saliency'))).toEqual([])
  const { folder } = await artifacts.make('saliency', from, draft => writeFile(join(draft, 'maps'), 'whole'))
  expect(readFileSync(join(folder, 'maps'), 'utf8')).toBe('whole')
})

test('two that make it at once end with one folder, and both find it', async () => {
  const root = temporaryFolder()
  const write = (text: string) => async (folder: string) => {
    await writeFile(join(folder, 'maps'), text)
  }
  const [one, other] = await Promise.all([
    new ArtifactFolder(root).make('saliency', from, write('same')),
    new ArtifactFolder(root).make('saliency', from, write('same')),
  ])
  expect(one).toEqual(other)
  expect(readdirSync(join(root, 'saliency'))).toEqual([one.key])
  expect(existsSync(join(one.folder, 'maps'))).toBe(true)
})

test('a file of numbers that is cut short is refused by its name', async () => {
  const path = join(temporaryFolder(), 'maps.f32')
  await writeFloats(path, [Float32Array.of(1, 2), Float32Array.of(3)])
  expect(await readFloats(path, 3)).toEqual(Float32Array.of(1, 2, 3))
  await expect(readFloats(path, 4)).rejects.toThrow('12 bytes; 4 numbers take 16')
})
