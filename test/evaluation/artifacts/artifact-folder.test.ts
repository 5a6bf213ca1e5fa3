import { existsSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '#test/support/temporary-folder'
import { ArtifactFolder, artifactKey } from '#workers/evaluation/artifacts/artifact-folder'
import { fillRows, readFloats, writeFloats } from '#workers/evaluation/artifacts/float-file'

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

test('making that breaks off is gone on with, by another process as well', async () => {
  const root = temporaryFolder()
  const broken = new ArtifactFolder(root).make('saliency', from, async draft => {
    await writeFile(join(draft, 'maps'), 'half')
    throw new Error('out of pictures')
  })
  await expect(broken).rejects.toThrow('out of pictures')
  const key = artifactKey('saliency', from)
  expect(readdirSync(join(root, 'saliency'))).toEqual([`${key}.part`])
  // As a process leaves it that was killed on this machine: no process has that id.
  const host = hostname().replace(/[^A-Za-z0-9-]/g, '-')
  renameSync(
    join(root, 'saliency', `${key}.part`),
    join(root, 'saliency', `${key}.part.${host}.2147483647.1`),
  )
  const { folder } = await new ArtifactFolder(root).make('saliency', from, async draft => {
    expect(readFileSync(join(draft, 'maps'), 'utf8')).toBe('half')
    await writeFile(join(draft, 'maps'), 'whole')
  })
  expect(readFileSync(join(folder, 'maps'), 'utf8')).toBe('whole')
  expect(readdirSync(join(root, 'saliency'))).toEqual([key])
})

test('who waits for another one is let go when its work ends', async () => {
  const root = temporaryFolder()
  let finish = () => {}
  const held = new Promise<void>(resolve => {
    finish = resolve
  })
  const first = new ArtifactFolder(root).make('saliency', from, () => held)
  const stopped = new ArtifactFolder(root).make('saliency', from, async () => {}, {
    pause: () => Promise.reject(new Error('the worker was stopped')),
  })
  await expect(stopped).rejects.toThrow('the worker was stopped')
  finish()
  expect(existsSync((await first).folder)).toBe(true)
})

test('two that make it at once end with one folder, and both find it', async () => {
  const root = temporaryFolder()
  let made = 0
  const write = async (folder: string) => {
    made += 1
    await writeFile(join(folder, 'maps'), 'same')
  }
  const [one, other] = await Promise.all([
    new ArtifactFolder(root).make('saliency', from, write),
    new ArtifactFolder(root).make('saliency', from, write),
  ])
  expect(made).toBe(1)
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

test('rows are gone on with, and half a row is made again', async () => {
  const path = join(temporaryFolder(), 'rows.f32')
  await writeFloats(path, [Float32Array.of(1, 2, 3)])
  const asked: number[] = []
  await fillRows(path, { rows: 3, width: 2 }, async at => {
    asked.push(at)
    return [Float32Array.of(at), Float32Array.of(at)]
  })
  expect(asked).toEqual([1, 2])
  expect(await readFloats(path, 6)).toEqual(Float32Array.of(1, 2, 1, 1, 2, 2))
})
