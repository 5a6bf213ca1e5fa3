import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { mmvpRows, writeTsv } from '#test/datasets/write-tsv'
import { temporaryFolder } from '#test/support/temporary-folder'
import { parallax } from './capture'

const fixtures = join(import.meta.dirname, '../fixtures/checkpoints')
const minis = join(import.meta.dirname, '../../examples/benchmarks')
let folder: string
beforeAll(async () => {
  folder = temporaryFolder()
  writeTsv(join(folder, 'MMVP_MINI.tsv'), await mmvpRows(8))
})

const harder = (benchmark: string, transformation: string, out: string, ...more: string[]) =>
  parallax(
    'harder',
    benchmark,
    '--benchmarks',
    minis,
    '--transformation',
    transformation,
    '--out',
    out,
    '--json',
    ...more,
  )

describe('harder', () => {
  test('writes variants with where each is from, and what they are made again by', async () => {
    const out = join(folder, 'mmstar-option-shuffle.tsv')
    const { status, json } = await harder('mmstar', 'option-shuffle', out)
    expect(status).toBe(0)
    const [head = '', first = ''] = readFileSync(out, 'utf8').split('\n')
    for (const column of ['index', 'parents', 'transformation', 'parameters', 'image', 'answer'])
      expect(head.split('\t')).toContain(column)
    expect(first.split('\t').length).toBe(head.split('\t').length)
    const manifest = JSON.parse(readFileSync(`${out}.manifest.json`, 'utf8'))
    expect(manifest).toMatchObject({
      benchmark: 'mmstar',
      transformation: 'option-shuffle',
      rows: json().rows,
    })
    expect(manifest.rebuild).toContain('harder mmstar --transformation option-shuffle --seed 1')
    // What is left out is counted by its reason.
    const leftOut = Object.values<number>(json().excluded).reduce((sum, count) => sum + count, 0)
    expect(json().rows + leftOut).toBe(139)
  })

  test('never writes over a file, nor half of one', async () => {
    const out = join(folder, 'taken.tsv')
    writeFileSync(out, 'mine')
    const { status, stderr } = await harder('mmstar', 'subset', out)
    expect([status, stderr.at(-1)]).toEqual([1, expect.stringContaining('is there already')])
    expect(readFileSync(out, 'utf8')).toBe('mine')
    const none = join(folder, 'none.tsv')
    expect((await harder('mmstar', 'hint-removed', none)).status).toBe(1)
    expect(existsSync(none)).toBe(false)
  })

  test('starts again from the items of an earlier file', async () => {
    const ids = join(folder, 'ids.txt')
    writeFileSync(ids, '3\n5\n\n')
    const first = join(folder, 'first.tsv')
    const again = join(folder, 'again.tsv')
    expect((await harder('mmstar', 'circular', first, '--items', ids)).json().groups).toBe(2)
    expect((await harder('mmstar', 'circular', again, '--items', first)).status).toBe(0)
    expect(readFileSync(again)).toEqual(readFileSync(first))
  })

  test('passes on what the licence allows, and no more', async () => {
    const out = join(folder, 'mmvp-option-shuffle.jsonl')
    expect((await harder('mmvp', 'option-shuffle', out, '--public')).status).toBe(0)
    const [row] = readFileSync(out, 'utf8').split('\n')
    expect(Object.keys(JSON.parse(row ?? ''))).not.toEqual(expect.arrayContaining(['question']))
    expect(JSON.parse(readFileSync(`${out}.manifest.json`, 'utf8')).withheld).toBe('items')
  })

  test('names what it does not have', async () => {
    const unknown = await harder('mmstar', 'louder', join(folder, 'x.tsv'))
    expect([unknown.status, unknown.stderr.at(-1)]).toEqual([2, expect.stringContaining('option-shuffle')])
    const ending = await harder('mmstar', 'circular', join(folder, 'x.csv'))
    expect([ending.status, ending.stderr.at(-1)]).toEqual([2, expect.stringContaining('.tsv or .jsonl')])
    const alone = await harder('mmstar', 'subset', join(folder, 'x.tsv'))
    expect([alone.status, alone.stderr.at(-1)]).toEqual([2, expect.stringContaining('--runs')])
  })

  test('masks what an encoder says stands out, and asks for one', async () => {
    vi.stubEnv('PARALLAX_ARTIFACTS', join(folder, 'artifacts'))
    vi.stubEnv('PARALLAX_SALIENCY_ENCODER', undefined)
    const out = join(folder, 'mmstar-evidence-removed.tsv')
    const ids = join(folder, 'seen.txt')
    writeFileSync(ids, '3\n5\n8\n')
    const none = await harder('mmstar', 'evidence-removed', out)
    expect([none.status, none.stderr.at(-1)]).toEqual([2, expect.stringContaining('--saliency')])
    const encoder = ['--saliency', join(minis, '../relatives/scenes-dino')]
    const other = await harder('mmstar', 'circular', out, ...encoder)
    expect([other.status, other.stderr.at(-1)]).toEqual([2, expect.stringContaining('circular does not ask')])
    const resnet = await harder(
      'mmstar',
      'evidence-removed',
      out,
      '--saliency',
      join(fixtures, '../encoders/resnet-basic'),
    )
    expect([resnet.status, existsSync(out)]).toEqual([1, false])
    expect(resnet.stderr.at(-1)).toContain('no class token')
    const { status, json } = await harder('mmstar', 'evidence-removed', out, ...encoder, '--items', ids)
    expect([status, json().rows]).toEqual([0, 2 * json().groups])
    expect(json().groups).toBeGreaterThan(0)
    const [head = '', , masked = ''] = readFileSync(out, 'utf8').split('\n')
    expect(masked).toContain('~evidence-removed~masked')
    // The masked picture is not the one before it.
    const [image = ''] = masked.split('\t').slice(head.split('\t').indexOf('image'))
    expect(image.length).toBeGreaterThan(64)
    const manifest = JSON.parse(readFileSync(`${out}.manifest.json`, 'utf8'))
    expect(manifest.saliencyEncoder).toMatch(/^sha256:/)
    expect(manifest.rebuild).toContain('--saliency ENCODER')
  })

  test('says of conversations that they are not evaluated, and evaluate says so, too', async () => {
    const out = join(folder, 'mmstar-multi-turn.jsonl')
    expect((await harder('mmstar', 'multi-turn', out)).json().evaluated).toBe(false)
    const asked = ['--benchmark', out, '--out', join(folder, 'no-run')]
    const { status, stderr } = await parallax('evaluate', join(fixtures, 'random-bf16'), ...asked)
    expect([status, stderr.at(-1)]).toEqual([1, expect.stringContaining('holds conversations')])
  })

  test('what it wrote is evaluated like any benchmark', async () => {
    const out = join(folder, 'run-of-variants')
    const file = join(folder, 'mmstar-option-shuffle.tsv')
    const checkpoint = join(fixtures, 'random-bf16')
    const asked = ['--benchmark', file, '--probe', 'reference', '--limit', '3', '--out', out]
    const { status, json } = await parallax('evaluate', checkpoint, ...asked, '--json')
    expect(status).toBe(0)
    expect(json().benchmarks).toMatchObject([{ benchmark: 'mmstar-option-shuffle', items: 3 }])
  })

  test('what a checkpoint loses from the items to their variants is told', async () => {
    const out = join(folder, 'run-of-both')
    const file = join(folder, 'mmstar-option-shuffle.tsv')
    const source = join(minis, 'MMStar_MINI.tsv')
    const asked = ['--benchmark', file, '--benchmark', source, '--probe', 'reference', '--limit', '12']
    const run = await parallax('evaluate', join(fixtures, 'random-bf16'), ...asked, '--out', out)
    expect(run.status).toBe(0)
    const compared = ['items', file, '--parent', source, '--runs', out]
    const { status, json } = await parallax(...compared, '--json')
    expect(status).toBe(0)
    const [{ checkpoint, change }] = json().fromParents
    expect(checkpoint).toMatch(/^sha256:/)
    expect(change.groups).toBeGreaterThan(5)
    expect(change.low).toBeLessThanOrEqual(change.pp)
    expect((await parallax(...compared)).stdout).toMatch(/less the items they were made of:\n.*groups/)
    const alone = await parallax('items', file, '--parent', source, '--runs', join(folder, 'run-of-variants'))
    expect([alone.status, alone.stderr.at(-1)]).toEqual([1, expect.stringContaining('did not ask')])
  })
})

describe('items', () => {
  const runs = ['random-bf16', 'random-gqa-tied-shards']
  const items = (...more: string[]) => parallax('items', join(folder, 'MMVP_MINI.tsv'), ...more)
  beforeAll(async () => {
    for (const name of runs) {
      const asked = [
        '--benchmark',
        join(folder, 'MMVP_MINI.tsv'),
        '--suite',
        'full',
        '--out',
        join(folder, name),
      ]
      const probed = ['reference', 'option-rotation'].flatMap(probe => ['--probe', probe])
      expect((await parallax('evaluate', join(fixtures, name), ...asked, ...probed)).status).toBe(0)
    }
  })
  const given = () => runs.flatMap(name => ['--runs', join(folder, name)])

  test('says what runs say, and that two checkpoints are too few to suggest by', async () => {
    const { status, json, stdout } = await items(...given(), '--json')
    expect(status).toBe(0)
    expect(json()).toMatchObject({
      benchmark: 'mmvp',
      checkpoints: 2,
      validation: { kind: 'not-enough-data', need: expect.any(Number) },
    })
    expect(json().flags.map(({ flag }: { flag: string }) => flag)).toContain('blind-solvable')
    // What a set does to the checkpoints that chose it is nowhere.
    expect(stdout).not.toMatch(/held.?in|selectionGain|"selection":/i)
    expect((await items(...given())).stdout).toContain('not enough data')
  })

  /** A run's folder again, as of other weights: right with the picture, wrong without, but for the items it fails. */
  function imitate(name: string, digest: string, fails: readonly number[]): string {
    const copied = join(folder, name)
    cpSync(join(folder, runs[0]), copied, { recursive: true })
    const edit = (file: string, change: (json: ReturnType<typeof JSON.parse>) => void) => {
      const json = JSON.parse(readFileSync(join(copied, file), 'utf8'))
      change(json)
      writeFileSync(join(copied, file), JSON.stringify(json))
    }
    edit('manifest.json', manifest => {
      manifest.digest = `sha256:${digest.repeat(64)}`
    })
    edit('cells.json', ({ cells }) => {
      for (const cell of cells)
        cell.scores = cell.scores.map((_: number, item: number) =>
          cell.condition === 'reference' && !fails.includes(item) ? 1 : 0,
        )
    })
    return copied
  }

  describe('with eight families', () => {
    let asked: string[]
    let families: string[]
    beforeAll(() => {
      const copies = [...'12345678'].map((digest, at) =>
        // Everyone fails one item of a pair; the later families also fail others.
        imitate(`copy-${digest}`, digest, at < 4 ? [at] : [4 + (at % 4)]),
      )
      asked = copies.flatMap(copy => ['--runs', copy])
      families = copies.flatMap((copy, at) => ['--family', `${copy}=f${at}`])
    })

    test('the set that is suggested is the set that is validated, and the one that is written', async () => {
      const size = ['--suggest', '2']
      const { status, json } = await items(...asked, ...families, ...size, '--json')
      expect(status).toBe(0)
      const { suggested, suggestedByAll, validation } = json()
      expect(suggested.validated).toBe(true)
      expect(suggested.chosenBy.length).toBe(4)
      expect(suggested.heldOut).toEqual(validation.families)
      expect(suggested.chosenBy.filter((one: string) => suggested.heldOut.includes(one))).toEqual([])
      expect(suggestedByAll).toMatchObject({ validated: false, heldOut: [] })
      expect(suggestedByAll.chosenBy.length).toBe(8)
      const out = join(folder, 'mmvp-subset.tsv')
      const written = await parallax(
        ...['harder', join(folder, 'MMVP_MINI.tsv'), '--transformation', 'subset', '--out', out],
        ...[...asked, ...families, '--size', '2', '--json'],
      )
      expect(written.status).toBe(0)
      expect(written.json()).toMatchObject({ chosenBy: suggested.chosenBy, heldOut: suggested.heldOut })
      expect(JSON.parse(readFileSync(`${out}.manifest.json`, 'utf8')).selection).toEqual({
        chosenBy: suggested.chosenBy,
        heldOut: suggested.heldOut,
      })
      const ids = readFileSync(out, 'utf8')
        .trimEnd()
        .split('\n')
        .slice(1)
        .map(line => line.split('\t')[0])
      const members = suggested.units.flatMap((unit: { items: { item: string }[] }) =>
        unit.items.map(({ item }) => item),
      )
      expect(ids.toSorted()).toEqual(members.toSorted())
    })

    test('says whose choice it is, what p leaves out, and which lists have a known rate of error', async () => {
      const { stdout } = await items(...asked, ...families, '--suggest', '2')
      expect(stdout).toMatch(/suggested by families f\d, f\d, f\d, f\d, to be tried on families/)
      expect(stdout).toContain('this set, on families')
      expect(stdout).toContain('p is not adjusted')
      expect(stdout).toMatch(/RStd of the recall[^\n]*\nsha256:1{12} +RStd/)
      const [, byProbability = '', byRule = ''] = stdout.split(/flags (?:by|raised by)/)
      expect(byProbability).toContain('at most a tenth')
      expect(byProbability).toContain('blind-solvable')
      expect(byProbability).not.toContain('suspect')
      expect(byRule).toContain('contaminated-suspect')
      const log = join(folder, 'campaign.json')
      const logged = await items(...asked, ...families, '--suggest', '2', '--campaign', log)
      expect(logged.stdout).not.toContain('p is not adjusted')
    })

    test('a family belongs to the weights, whichever of their folders it is given for', async () => {
      const again = imitate('copy-1-again', '1', [0])
      const twice = [...asked, '--runs', again]
      const { json } = await items(...twice, ...families, '--suggest', '2', '--json')
      expect(json()).toMatchObject({ checkpoints: 8, models: 8 })
      const torn = await items(...twice, ...families, '--family', `${again}=other`)
      expect([torn.status, torn.stderr.at(-1)]).toEqual([2, expect.stringContaining('f0')])
    })
  })

  test('refuses runs it cannot use, by name', async () => {
    const empty = await items('--runs', folder)
    expect([empty.status, empty.stderr.at(-1)]).toEqual([1, expect.stringContaining('no finished run')])
    const none = await items()
    expect([none.status, none.stderr.at(-1)]).toEqual([2, expect.stringContaining('--runs is missing')])
    const log = await items(...given(), '--new-campaign')
    expect([log.status, log.stderr.at(-1)]).toEqual([2, expect.stringContaining('needs --campaign')])
    const other = await parallax('items', 'mmvp', '--benchmarks', minis, ...given())
    expect([other.status, other.stderr.at(-1)]).toEqual([1, expect.stringContaining('asked edition')])
    const stranger = await items(...given(), '--family', `${fixtures}=mine`)
    expect([stranger.status, stranger.stderr.at(-1)]).toEqual([
      2,
      expect.stringContaining('not among --runs'),
    ])
  })
})
