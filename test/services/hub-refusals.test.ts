import { rmSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readEnv } from '#lib/env'
import { downloadCheckpoint, resolveCommit } from '#workers/services/hub'
import { fakeCommit, hubToken } from './fake-hub'
import { name, ServedHub, weights } from './served-hub'

const served = ServedHub.forEveryTest()

describe('the token', () => {
  test('opens a private repository, and goes to the hub alone', async () => {
    served.repository.access = 'private'
    await served.download({ token: hubToken })
    const sent = (server: string) =>
      new Set(
        served.hub.requests
          .filter(request => request.server === server)
          .map(({ authorization }) => authorization),
      )
    expect(sent('hub')).toEqual(new Set([`Bearer ${hubToken}`]))
    expect(sent('store')).toEqual(new Set([undefined]))
  })

  test('is missing or not enough', async () => {
    served.repository.access = 'private'
    await expect(served.download()).rejects.toMatchObject({
      reason: 'hub-denied',
      message: expect.stringMatching(
        /owner\/name does not exist on 127.* or is private; HF_TOKEN is not set/,
      ),
    })
    served.repository.access = 'gated'
    for (const token of [undefined, 'hf_of_a_stranger'])
      await expect(served.download({ token })).rejects.toMatchObject({
        reason: 'hub-denied',
        message: expect.stringContaining(
          `owner/name is gated: accept its licence at ${served.hub.url}/owner/name`,
        ),
      })
    expect(served.pausesMs).toEqual([])
  })
})

describe('what is not there is refused by name:', () => {
  test('the repository', async () => {
    served.hub.repositories.clear()
    await expect(served.download({ token: hubToken })).rejects.toMatchObject({
      reason: 'checkpoint-not-found',
      message: expect.stringContaining('there is no repository owner/name'),
    })
  })

  test('the commit', async () => {
    const commit = '1'.repeat(40)
    await expect(downloadCheckpoint({ repository: name, commit }, served.settings())).rejects.toMatchObject({
      reason: 'checkpoint-not-found',
      message: `owner/name has no branch, tag or commit ${commit}`,
    })
  })

  test('a file that was listed', async () => {
    served.hub.mishap = ({ path }) =>
      path.endsWith('/tokenizer.json') ? { status: 404, headers: { 'x-error-code': 'EntryNotFound' } } : null
    await expect(served.download()).rejects.toMatchObject({
      reason: 'checkpoint-not-found',
      message: `owner/name@${fakeCommit} has no file tokenizer.json`,
    })
  })

  test('weights, config.json, a shard', async () => {
    const { files } = served.repository
    const config = files.get('config.json') ?? Buffer.alloc(0)
    files.delete('config.json')
    await expect(served.download()).rejects.toMatchObject({
      message: expect.stringContaining('has no config.json'),
    })
    files.set('config.json', config).delete(weights)
    rmSync(served.folder(), { recursive: true })
    await expect(served.download()).rejects.toMatchObject({
      reason: 'checkpoint-not-found',
      message: expect.stringContaining('has no model.safetensors'),
    })
    rmSync(served.folder(), { recursive: true })
    files.set('model.safetensors.index.json', Buffer.from('{"weight_map":{"a":"model-1.safetensors"}}'))
    await expect(served.download()).rejects.toMatchObject({
      reason: 'missing-tensor',
      message: expect.stringContaining('model-1.safetensors is missing'),
    })
  })
})

describe('what is not safe is refused by name:', () => {
  test('pickles alone', async () => {
    served.repository.files.delete(weights)
    served.repository.files.set('pytorch_model.bin', Buffer.from('PK'))
    await expect(served.download()).rejects.toMatchObject({
      reason: 'unsafe-file',
      message: expect.stringContaining('only pytorch_model.bin, a pickle'),
    })
    expect(served.asked()).toEqual([])
  })

  test.each(['../evil.json', 'a/../../evil.json', '..', 'C:evil', 'a\\evil'])(
    'a listed path %s',
    async path => {
      served.repository.files.set(path, Buffer.from('{}'))
      await expect(served.download()).rejects.toMatchObject({
        reason: 'unsafe-file',
        message: expect.stringContaining(JSON.stringify(path)),
      })
      expect(served.asked()).toEqual([])
    },
  )

  test('an index that names a file elsewhere', async () => {
    served.repository.files.delete('model.safetensors')
    const index = JSON.stringify({ weight_map: { a: '../evil.safetensors' } })
    served.repository.files.set('model.safetensors.index.json', Buffer.from(index))
    await expect(served.download()).rejects.toMatchObject({
      reason: 'unsafe-file',
      message: expect.stringContaining('"../evil.safetensors"'),
    })
  })

  test.each([
    ['another protocol', 'file:///etc/passwd'],
    ['plain http elsewhere', 'http://192.0.2.1/weights'],
  ])('a redirect to %s', async (_, location) => {
    served.hub.mishap = ({ path }) =>
      path.includes('/resolve/') ? { status: 302, headers: { location } } : null
    await expect(served.download()).rejects.toMatchObject({
      reason: 'hub-unreachable',
      message: expect.stringContaining(`redirects to ${JSON.stringify(location)}`),
    })
  })

  test('a listing whose next page is at another host', async () => {
    const link = `<${served.hub.storeUrl}/x>; rel="next"`
    served.hub.mishap = ({ path }) => (path.includes('/tree/') ? { body: '[]', headers: { link } } : null)
    await expect(served.download({ token: hubToken })).rejects.toMatchObject({
      reason: 'hub-unreachable',
      message: expect.stringContaining('which is not asked'),
    })
    expect(served.hub.requests.filter(({ server }) => server === 'store')).toEqual([])
  })

  test('a listing that is redirected to another host, which would get the token', async () => {
    served.repository.files.set('a', Buffer.from(''))
    const elsewhere = served.hub.storeUrl
    served.hub.mishap = ({ path }) =>
      path.includes('/tree/') ? { status: 307, headers: { location: `${elsewhere}/x` } } : null
    await expect(served.download({ token: hubToken })).rejects.toMatchObject({ reason: 'hub-unreachable' })
    expect(
      served.hub.requests
        .filter(({ server }) => server === 'store')
        .map(({ authorization }) => authorization),
    ).toEqual(Array(6).fill(undefined))
  })

  test('an endpoint that would send the token in the clear', async () => {
    for (const endpoint of ['http://hub.example', 'ftp://127.0.0.1', 'hub'])
      await expect(served.download({ endpoint })).rejects.toMatchObject({
        reason: 'bad-usage',
        message: expect.stringContaining(`"${endpoint}"`),
      })
  })

  test('a listing in another format', async () => {
    for (const body of [
      '[{"type":"file","path":"config.json","size":"large"}]',
      '[{"type":"file","path":"a","size":1,"oid":"x"}]',
    ]) {
      served.hub.mishap = ({ path }) => (path.includes('/tree/') ? { body } : null)
      await expect(served.download()).rejects.toMatchObject({ reason: 'hub-corrupt' })
    }
  })
})

describe('a busy hub', () => {
  test.each([
    ['seconds', { 'retry-after': '7' }, 7000],
    ['the reset of its limit', { ratelimit: '"resolvers";r=0;t=42' }, 42_000],
    ['an hour, which is cut to five minutes', { 'retry-after': '3600' }, 300_000],
    ['a date that is over', { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }, 0],
    ['nothing', {}, 500],
  ])('asks to wait for %s', async (_, headers, pauseMs) => {
    let busy = true
    served.hub.mishap = () => {
      const answer = busy ? { status: 429, headers } : null
      busy = false
      return answer
    }
    await served.download()
    expect(served.pausesMs).toEqual([pauseMs])
  })

  test('is left after six answers', async () => {
    served.hub.mishap = () => ({ status: 429, headers: { 'retry-after': '1' } })
    await expect(served.download()).rejects.toMatchObject({
      reason: 'hub-unreachable',
      message: expect.stringMatching(/answers 429, 6 times$/),
    })
    expect(served.hub.requests.length).toBe(6)
  })

  test('that is away is unreachable', async () => {
    await served.hub.close()
    await expect(served.download()).rejects.toMatchObject({
      reason: 'hub-unreachable',
      message: expect.stringContaining('ECONNREFUSED'),
    })
  })
})

describe('a revision', () => {
  test.each(['main', 'v1.0', fakeCommit])('%s is the commit it names', async revision => {
    expect(await resolveCommit(name, revision, served.settings())).toBe(fakeCommit)
    expect(served.hub.requests.length).toBe(revision === fakeCommit ? 0 : 1)
  })

  test('that does not exist is refused, and so is one that the hub gives no commit for', async () => {
    await expect(resolveCommit(name, 'next', served.settings())).rejects.toMatchObject({
      reason: 'checkpoint-not-found',
      message: 'owner/name has no branch, tag or commit next',
    })
    served.hub.mishap = () => ({ body: '{"sha":"../../etc"}' })
    await expect(resolveCommit(name, 'main', served.settings())).rejects.toMatchObject({
      reason: 'hub-corrupt',
    })
  })
})

describe('the environment', () => {
  test('names the hub, the token and the cache', async () => {
    const { hub: named } = readEnv({
      HF_ENDPOINT: `${served.hub.url}/`,
      HF_TOKEN: hubToken,
      PARALLAX_HUB_CACHE: served.cacheFolder,
    })
    served.repository.access = 'private'
    expect(await downloadCheckpoint({ repository: name, commit: fakeCommit }, named)).toBe(served.folder())
  })

  test('may be empty', () => {
    expect(readEnv({ PARALLAX_DATA: '/data', HF_TOKEN: '' }).hub).toEqual({
      endpoint: 'https://huggingface.co',
      token: undefined,
      cacheFolder: '/data/hub',
    })
  })
})
