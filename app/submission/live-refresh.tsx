const intervalSeconds = 5

interface LiveRefreshProps {
  readonly path: string
  /** False where the reader has stopped it. */
  readonly live: boolean
}

/** While a run is under way its page loads itself anew, without a script; whoever reads slowly can stop that. */
export function LiveRefresh({ path, live }: LiveRefreshProps) {
  return (
    <p className="type-note">
      {live && <meta content={String(intervalSeconds)} httpEquiv="refresh" />}
      {live
        ? `This page refreshes every ${intervalSeconds} s; a closed tab loses nothing.`
        : 'This page does not refresh.'}{' '}
      <a className="link" href={live ? `${path}?refresh=off` : path}>
        {live ? 'Stop refreshing' : 'Refresh by itself'}
      </a>
    </p>
  )
}
