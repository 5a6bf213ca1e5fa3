import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { compileCheckpoint } from '#workers/runtime/compile-checkpoint'
import { fakeCommit } from './fake-hub'
import { filesIn, fixtures, name, ServedHub, weights } from './served-hub'

const served = ServedHub.forEveryTest()

/** First byte that a request asks for. */
function rangeStart(range: string | undefined): number {
  return Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0)
}

describe('a download', () => {
  test.each(['random-bf16', 'random-gqa-tied-shards'])(
    'of %s equals the fixture, and compiles',
    async fixture => {
      served.serve(fixture)
      const directory = await served.download()
      expect(directory).toBe(served.folder())
      expect(filesIn(directory)).toEqual(filesIn(join(fixtures, fixture)))
      expect(compileCheckpoint(directory).tensors.files.length).toBe(fixture === 'random-bf16' ? 1 : 3)
      expect(served.pausesMs).toEqual([])
    },
  )

  test('asks only for the files that a checkpoint is read from', async () => {
    const useful = [...served.repository.files.keys()]
    for (const other of [
      'README.md',
      'pytorch_model.bin',
      'model.fp16.safetensors',
      'modeling_evil.py',
      '.gitattributes',
    ])
      served.repository.files.set(other, Buffer.from(other))
    await served.download()
    expect(served.asked().sort()).toEqual(useful.sort())
  })

  test('of shards asks for those the index names', async () => {
    served.serve('random-gqa-tied-shards').files.set('model-00004-of-00003.safetensors', Buffer.from('no'))
    await served.download()
    expect(served.asked()).not.toContain('model-00004-of-00003.safetensors')
  })

  test('that is there asks for nothing at all, and hashes nothing', async () => {
    await served.download()
    const before = served.hub.requests.length
    // Bytes that changed without a trace are not seen: the files are not read again.
    const path = join(served.folder(), weights)
    const { mtimeMs, size } = statSync(path)
    writeFileSync(path, Buffer.alloc(size))
    utimesSync(path, new Date(), new Date(mtimeMs - 1000))
    expect(await served.download({ endpoint: served.hub.url })).toBe(served.folder())
    expect(served.hub.requests.length).toBe(before)
  })

  test('brings a file back that was changed or lost', async () => {
    await served.download()
    rmSync(join(served.folder(), 'config.json'))
    writeFileSync(
      join(served.folder(), weights),
      Buffer.alloc(served.repository.files.get(weights)?.length ?? 0),
    )
    // The note is older than the change.
    utimesSync(join(served.folder(), weights), new Date(), new Date(Date.now() + 10_000))
    served.hub.requests.length = 0
    await served.download()
    expect(served.asked().sort()).toEqual(['config.json', weights])
    expect(filesIn(served.folder())).toEqual(filesIn(join(fixtures, 'random-bf16')))
  })

  test('tells how many bytes are there', async () => {
    const total = served.totalBytes()
    const told: number[] = []
    await served.download({}, (bytes, all) => {
      expect(all).toBe(total)
      told.push(bytes)
    })
    expect(told).toEqual([...told].sort((a, b) => a - b))
    expect(told.at(-1)).toBe(total)
  })

  test('is refused before it starts where the disk is too small', async () => {
    const total = served.totalBytes()
    await expect(served.download({ freeBytes: async () => total - 1 })).rejects.toMatchObject({
      reason: 'checkpoint-too-large',
      message: expect.stringContaining(`needs ${total} more bytes`),
    })
    expect(served.asked()).toEqual([])
    await served.download({ freeBytes: async () => total })
  })
})

describe('a cut connection', () => {
  test('is resumed where it broke, and no byte comes twice', async () => {
    served.storeMishaps({ cutAfter: 150_000 }, { cutAfter: 50_000 })
    await served.download()
    const total = served.totalBytes()
    const [first = 0, second = 0, third = 0] = served.hub.requests.flatMap(request =>
      request.server === 'store' ? rangeStart(request.range) : [],
    )
    // What was under way when the connection broke is lost, and nothing else.
    const lost = 150_000 - second + (second + 50_000 - third)
    expect([first, second > 0, third >= second, lost < 150_000]).toEqual([0, true, true, true])
    expect(served.bytesServed()).toBe(total + lost)
    expect(served.pausesMs).toEqual([500, 1000])
    expect(
      served.hub.requests.filter(({ server }) => server === 'store').map(({ encoding }) => encoding),
    ).toEqual(Array(3).fill('identity'))
    expect(filesIn(served.folder())).toEqual(filesIn(join(fixtures, 'random-bf16')))
  })

  test('that stays cut leaves a part, which the next download goes on with', async () => {
    served.hub.mishap = ({ server, range }) =>
      server === 'hub' ? null : range === undefined ? { cutAfter: 150_000 } : { status: 503 }
    await expect(served.download()).rejects.toMatchObject({
      reason: 'hub-unreachable',
      message: expect.stringContaining(`${weights} of ${name}@${fakeCommit}`),
    })
    expect(served.pausesMs).toEqual([500, 1000, 2000, 4000, 8000])
    const have = statSync(join(served.folder(), `${weights}.part`)).size
    expect(have).toBeGreaterThan(0)
    expect(existsSync(join(served.folder(), weights))).toBe(false)
    served.hub.mishap = () => null
    served.hub.requests.length = 0
    await served.download()
    expect(served.asked()).toEqual([weights])
    expect(served.hub.requests.at(-1)?.range).toBe(`bytes=${have}-`)
    expect(filesIn(served.folder())).toEqual(filesIn(join(fixtures, 'random-bf16')))
  })

  test.each([
    [
      'of a process that was killed',
      () => execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }),
    ],
    ['of a process that had our id before us', () => String(process.pid)],
  ])('%s is gone on with', async (_, processId) => {
    await served.download()
    const half = (served.repository.files.get(weights) ?? Buffer.alloc(0)).subarray(0, 1234)
    rmSync(join(served.folder(), weights))
    const here = hostname().replace(/[^A-Za-z0-9-]/g, '-')
    writeFileSync(join(served.folder(), `${weights}.part.${here}.${processId().trim()}.123456`), half)
    served.hub.requests.length = 0
    await served.download()
    expect(served.hub.requests.at(-1)?.range).toBe('bytes=1234-')
    expect(filesIn(served.folder())).toEqual(filesIn(join(fixtures, 'random-bf16')))
  })

  test('in the middle of a listing is asked for again', async () => {
    let cut = false
    served.hub.mishap = ({ path }) => {
      if (cut || !path.includes('/tree/')) return null
      cut = true
      return { cutAfter: 9 }
    }
    await served.download()
    expect(served.pausesMs).toEqual([500])
  })

  test('is resumed from the start where the range is ignored', async () => {
    served.storeMishaps({ cutAfter: 100_000 }, { ignoreRange: true })
    await served.download()
    expect(served.hub.requests.filter(({ server }) => server === 'store').length).toBe(2)
    expect(filesIn(served.folder())).toEqual(filesIn(join(fixtures, 'random-bf16')))
  })
})

test('two downloads at once bring every byte once', async () => {
  // Either waits a turn of the event loop where the other is at work.
  const wait = () => new Promise(resolve => setTimeout(resolve, 1))
  const directories = await Promise.all([served.download({ wait }), served.download({ wait })])
  expect(directories).toEqual([served.folder(), served.folder()])
  const total = served.totalBytes()
  expect(served.bytesServed()).toBe(total)
  expect(filesIn(served.folder())).toEqual(filesIn(join(fixtures, 'random-bf16')))
})

test('a file that another machine downloads is waited for, until it has been silent for long', async () => {
  await served.download()
  rmSync(join(served.folder(), weights))
  const theirs = join(served.folder(), `${weights}.part.elsewhere.1.1`)
  writeFileSync(theirs, (served.repository.files.get(weights) ?? Buffer.alloc(0)).subarray(0, 1000))
  served.hub.requests.length = 0
  let looks = 0
  const wait = async () => {
    expect(served.hub.requests).toEqual([])
    if (++looks === 3) utimesSync(theirs, new Date(), new Date(Date.now() - 16 * 60_000))
  }
  await served.download({ wait })
  expect(looks).toBe(3)
  expect(served.hub.requests.at(-1)?.range).toBe('bytes=1000-')
})

describe('wrong bytes', () => {
  test('are thrown away and asked for once more', async () => {
    served.storeMishaps({ wrongByteAt: 5000 })
    await served.download()
    expect(filesIn(served.folder())).toEqual(filesIn(join(fixtures, 'random-bf16')))
  })

  test.each([
    ['of a large file', (server: string) => server === 'store', weights, 'its sha256 is'],
    [
      'of a small file',
      (_: string, path: string) => path.includes('resolve-cache'),
      'config.json',
      'its git-blob is',
    ],
  ] as const)('%s twice are refused, and nothing of them stays', async (_, isTarget, file, message) => {
    served.hub.mishap = ({ server, path }) => (isTarget(server, path) ? { wrongByteAt: 20 } : null)
    await expect(served.download()).rejects.toMatchObject({
      reason: 'hub-corrupt',
      message: expect.stringContaining(`${file}: ${message}`),
    })
    expect(readdirSync(served.folder()).filter(found => found.startsWith(file))).toEqual([])
  })

  test('more than were listed are refused without being stored', async () => {
    const large = 'a'.repeat(2_000_000)
    served.hub.mishap = ({ server }) => (server === 'store' ? { body: large } : null)
    await expect(served.download()).rejects.toMatchObject({
      reason: 'hub-corrupt',
      message: expect.stringContaining('more than the listed 313496 bytes'),
    })
  })
})
