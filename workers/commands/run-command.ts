import { Refusal } from '#lib/domain/refusal'
import { BadEnvironment, readEnv } from '#lib/env'
import { BadUsage, type Command, oneLine, table } from './command'
import { commands } from './index'
import type { Terminal } from './terminal'

/**
 * Runs one command line and returns the exit status: 0 done, 1 refused or failed, 2 wrong usage. Whatever goes
 * wrong is one line on stderr that names the thing.
 */
export async function runCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = args
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    terminal.answer(`${overview()}\n`)
    return name === undefined ? 2 : 0
  }
  const command = commands.find(candidate => candidate.name === name)
  if (!command) {
    const known = commands.map(candidate => candidate.name).join(', ')
    terminal.tell(`parallax: "${name}" is not one of ${known}`)
    return 2
  }
  const before = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest
  if (before.includes('--help') || before.includes('-h')) {
    terminal.answer(`${help(command)}\n`)
    return 0
  }
  const json = before.includes('--json')
  try {
    const report = await command.run(rest, terminal)
    terminal.answer(`${json ? JSON.stringify(report.json) : report.text}\n`)
    if (report.failure === undefined) return 0
    terminal.tell(`parallax ${name}: ${report.failure}`)
    return 1
  } catch (error) {
    terminal.tell(`parallax ${name}: ${oneLine(error)}`)
    if (error instanceof BadUsage) return 2
    // A refusal says all there is to know; anything else may be a bug.
    const foreseen = error instanceof Refusal || error instanceof BadEnvironment
    if (!foreseen && error instanceof Error && readEnv().debug) terminal.tell(error.stack ?? '')
    return 1
  }
}

function overview(): string {
  return [
    'parallax: how does a vision-language checkpoint really see?',
    '',
    table(commands.map(command => [`parallax ${command.name} ${command.usage}`, command.summary])),
    '',
    'Every command: --json for one JSON value on stdout, --help.',
  ].join('\n')
}

function help(command: Command): string {
  return [
    `parallax ${command.name} ${command.usage}`,
    '',
    command.summary,
    '',
    table([...command.options, ['--json', 'one JSON value on stdout and nothing else']]),
  ].join('\n')
}
