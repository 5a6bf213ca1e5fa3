import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { provideBrowser } from './browser'
import { declaredRelatives } from './bundled'
import { buildPortal, startPortal, submitDirectory, workUntilIdle } from './portal'
import { runForStatus } from './processes'
import { provideSoftwareGpu } from './software-gpu'

/**
 * Everything that must hold: the checks, the unit tests, and the pages in a real browser over a run that a worker
 * has just evaluated. Ends in one line, `N passed, N failed`; exits 1 where anything failed.
 */
/** What the pages are tested over: a checkpoint that declares no relative and one that declares both. */
const testedPages = ['examples/checkpoints/scenes-llava', 'examples/checkpoints/scenes-llava-frozen']

interface Tally {
  passed: number
  failed: number
}

const scratch = mkdtempSync(join(tmpdir(), 'parallax-tests-'))
const tally: Tally = { passed: 0, failed: 0 }
try {
  for (const check of ['types', 'lint', 'architecture', 'unused'])
    count((await runForStatus('npm', ['run', '--silent', `check:${check}`])) === 0)
  add(await unitTests())
  add(await pageTests().catch(failure))
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
console.log(`${tally.passed} passed, ${tally.failed} failed`)
process.exitCode = tally.failed === 0 && tally.passed > 0 ? 0 : 1

function count(held: boolean): void {
  add(held ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 })
}

function add({ passed, failed }: Tally): void {
  tally.passed += passed
  tally.failed += failed
}

function failure(error: unknown): Tally {
  console.error(error)
  return { passed: 0, failed: 1 }
}

async function unitTests(): Promise<Tally> {
  await provideSoftwareGpu()
  const report = join(scratch, 'vitest.json')
  const status = await runForStatus('vitest', [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ])
  const { numPassedTests, numFailedTests, numPendingTests } = z
    .object({ numPassedTests: z.int(), numFailedTests: z.int(), numPendingTests: z.int() })
    .parse(JSON.parse(readFileSync(report, 'utf8')))
  if (numPendingTests > 0) console.log(`${numPendingTests} unit tests skipped themselves`)
  // A file that cannot be loaded fails the run without counting as a test.
  const failed = Math.max(numFailedTests, status === 0 ? 0 : 1)
  return { passed: numPassedTests, failed }
}

async function pageTests(): Promise<Tally> {
  const browser = await provideBrowser()
  await buildPortal()
  const portal = await startPortal(join(scratch, 'portal'))
  try {
    for (const path of testedPages) await submitDirectory(portal, path, declaredRelatives(path))
    await workUntilIdle(portal, 'examples/benchmarks')
    const report = join(scratch, 'playwright.json')
    const status = await runForStatus('playwright', ['test', '--reporter=list,json'], {
      env: {
        ...process.env,
        PARALLAX_E2E_URL: portal.url,
        PARALLAX_BROWSER: browser,
        PLAYWRIGHT_JSON_OUTPUT_NAME: report,
      },
    })
    const { stats } = z
      .object({ stats: z.object({ expected: z.int(), unexpected: z.int(), flaky: z.int() }) })
      .parse(JSON.parse(readFileSync(report, 'utf8')))
    const failed = stats.unexpected + stats.flaky
    return { passed: stats.expected, failed: Math.max(failed, status === 0 ? 0 : 1) }
  } finally {
    await portal.stop()
  }
}
