import { describe, expect, test } from 'vitest'
import { commands } from '#workers/commands/index'
import { parallax } from './capture'

test('without a command it says which there are', async () => {
  const { status, stdout } = await parallax()
  expect(status).toBe(2)
  for (const { name } of commands) expect(stdout).toContain(`parallax ${name} `)
  expect((await parallax('--help')).status).toBe(0)
})

test.each(commands.map(({ name }) => name))('%s --help names its options and runs nothing', async name => {
  const { status, stdout, stderr } = await parallax(name, '--help')
  expect([status, stderr]).toEqual([0, []])
  expect(stdout).toContain(`parallax ${name}`)
  expect(stdout).toContain('--json')
})

describe('wrong usage: status 2, one line that names it, nothing on stdout', () => {
  test.each([
    [['fly'], '"fly" is not one of doctor'],
    [['evaluate'], 'CHECKPOINT is missing'],
    [['evaluate', 'a', 'b', '--out', 'x'], '"b" is one argument too many'],
    [['evaluate', 'a'], '--out is missing'],
    [['evaluate', 'a', '--out', 'x', '--limit', '0'], '--limit 0 is not a whole number of at least 1'],
    [['evaluate', 'a', '--out', 'x', '--suite', 'grand'], '--suite grand is not one of demo, standard'],
    [['evaluate', 'a', '--out', 'x', '--provider', 'tpu'], '--provider tpu is not one of cpu'],
    [['generate', 'a', '--image', 'x'], '--prompt is missing'],
    [['generate', 'a', '--image', 'x', '--prompt', 'x', '--probe', 'permutation'], 'go together'],
    [['generate', 'a', '--wings'], "Unknown option '--wings'"],
    [['inspect', 'a', '--suite'], '--suite'],
    [['worker', '--once', '--until-idle'], 'exclude each other'],
    [['worker', '--portal', 'http://x', '--token', 'y'], '--benchmarks is missing'],
    [['submit', 'package.json'], '--portal is missing'],
    [['doctor', 'who'], '"who" is one argument too many'],
  ])('%j', async (args, message) => {
    const { status, stdout, stderr } = await parallax(...args)
    expect([status, stdout, stderr.length]).toEqual([2, '', 1])
    expect(stderr[0]).toContain(message)
    expect(stderr[0]).not.toContain('\n')
  })
})

describe('refusals: status 1, one line that names the thing', () => {
  test.each([
    [['inspect', 'nowhere'], 'checkpoint-not-found: '],
    [['evaluate', 'nowhere', '--out', 'x', '--benchmark', 'mmvq'], 'unknown-benchmark: benchmark "mmvq"'],
    [['evaluate', 'nowhere', '--out', 'x', '--probe', 'tarot'], 'unknown-probe: probe "tarot"'],
    [['generate', 'nowhere', '--image', 'package.json', '--prompt', 'x'], 'bad-image: package.json'],
    [['generate', 'nowhere', '--image', 'no.png', '--prompt', 'x'], 'bad-image: no.png'],
    [['submit', 'nowhere', '--portal', 'http://x'], 'checkpoint-not-found: '],
    [['submit', 'package.json', '--portal', 'ftp://x'], 'the portal "ftp://x"'],
    [
      ['worker', '--portal', 'http://x', '--benchmarks', 'x', '--token', 'y', '--provider', 'cuda'],
      'provider-unavailable: provider cuda',
    ],
  ])('%j', async (args, message) => {
    const { status, stdout, stderr } = await parallax(...args, '--json')
    expect([status, stdout, stderr.length]).toEqual([1, '', 1])
    expect(stderr[0]).toContain(message)
  })
})
