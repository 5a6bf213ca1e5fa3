import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type FakeHub, fakeCommit, repositoryOf, startFakeHub } from '#test/services/fake-hub'
import { temporaryFolder } from '#test/support/temporary-folder'
import { checkpointDirectory, readCheckpointSource } from '#workers/commands/checkpoint-source'

const fixture = join(import.meta.dirname, '../fixtures/checkpoints/random-bf16')
let hub: FakeHub
let cache: string
let lines: string[]
const terminal = { answer: () => undefined, tell: (line: string) => lines.push(line), watcher: null }

beforeEach(async () => {
  hub = await startFakeHub()
  hub.repositories.set('owner/name', repositoryOf(fixture))
  cache = temporaryFolder()
  lines = []
  vi.stubEnv('HF_ENDPOINT', hub.url)
  vi.stubEnv('PARALLAX_HUB_CACHE', cache)
})

afterEach(async () => {
  vi.unstubAllEnvs()
  await hub.close()
})

test('a folder stays a folder, and the hub hears nothing of it', async () => {
  expect(await checkpointDirectory(fixture, terminal)).toBe(fixture)
  expect([hub.requests, lines]).toEqual([[], []])
})

test.each(['owner/name', 'owner/name@v1.0', `owner/name@${fakeCommit}`])(
  '%s becomes a commit',
  async name => {
    const source = { kind: 'hub', repository: 'owner/name', commit: fakeCommit }
    expect(await readCheckpointSource(name, terminal)).toEqual(source)
    const told = name.includes(fakeCommit)
      ? []
      : [expect.stringMatching(/(main|v1\.0) is owner\/name@c0ffee0+$/)]
    expect(lines).toEqual(told)
  },
)

test('a repository is downloaded, which is told once', async () => {
  const directory = await checkpointDirectory(`owner/name@${fakeCommit}`, terminal)
  expect(directory.startsWith(cache)).toBe(true)
  expect(lines).toEqual(['owner/name@c0ffee0: downloading 0.3 MB, 0 MB are there'])
  expect(await checkpointDirectory(`owner/name@${fakeCommit}`, terminal)).toBe(directory)
  expect(lines).toHaveLength(1)
})

test.each([
  '/nowhere/at/all',
  'nothing-here',
  '../a/b',
  'a/b/c',
  '.a/b',
  'a/b@',
  'a/b@../c',
  `${'a'.repeat(99)}/b`,
])('%s is neither', async argument => {
  await expect(readCheckpointSource(argument, terminal)).rejects.toMatchObject({
    reason: 'checkpoint-not-found',
    message: expect.stringContaining('owner/name@commit'),
  })
  expect(hub.requests).toEqual([])
})
