import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { demo } from './measure/demo'
import { parity } from './measure/parity'
import { planted } from './measure/planted'
import { probes } from './measure/probes'
import { reader } from './measure/reader'
import { runtime } from './measure/runtime'
import { statistics } from './measure/statistics'

/**
 * `npm run measure -- NAME [--save]`: runs one measurement, prints its figures with the machine they were taken on,
 * and exits 1 where a target is missed. `--save` keeps them under `measurements/`.
 */
const measurements = [parity, runtime, demo, reader, probes, statistics, planted]
const { values, positionals } = parseArgs({
  options: { save: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const [name] = positionals
const measurement = measurements.find(one => one.name === name)
if (!measurement) {
  const known = measurements.map(one => `  ${one.name}  ${one.shows}`).join('\n')
  console.error(`usage: npm run measure -- NAME [--save], where NAME is one of\n${known}`)
  process.exit(2)
}

const figures = await measurement.measure()
const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.versions.node}`
console.log(`${measurement.name}: ${measurement.shows}\n${machine}\n`)
for (const { figure, value, target = '', met } of figures)
  console.log(
    `${met === false ? 'missed' : met ? 'met   ' : '      '}  ${figure}: ${value}${target && ` (target ${target})`}`,
  )
if (values.save) {
  mkdirSync('measurements', { recursive: true })
  const record = { measurement: measurement.name, machine, figures }
  writeFileSync(`measurements/${measurement.name}.json`, `${JSON.stringify(record, null, 2)}\n`)
}
process.exitCode = figures.some(({ met }) => met === false) ? 1 : 0
