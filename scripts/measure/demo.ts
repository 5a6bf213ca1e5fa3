import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../processes'
import type { Measurement } from './measurement'

const longestSeconds = 180

/** The README's first command, after installation: from nothing built to a printed leaderboard. */
export const demo: Measurement = {
  name: 'demo',
  shows: 'time of the demo from an installed clone',
  async measure() {
    const data = mkdtempSync(join(tmpdir(), 'parallax-demo-'))
    rmSync('.next', { recursive: true, force: true })
    const started = performance.now()
    await run('npm', ['run', '--silent', 'demo', '--', '--exit', '--data', data], {
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    const seconds = (performance.now() - started) / 1000
    rmSync(data, { recursive: true, force: true })
    return [
      {
        figure: 'build, portal, evaluation, leaderboard',
        value: `${seconds.toFixed(0)} s`,
        target: `< ${longestSeconds} s`,
        met: seconds < longestSeconds,
      },
    ]
  },
}
