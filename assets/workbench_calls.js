// The clientside callbacks of pages/workbench.py. Dash may call them before the workbench's modules
// have arrived, so this script, which is no module, is there first and lets early calls wait.
// assets/workbench/session.mjs answers them.
(() => {
  /** @type {((calls: Record<string, Function>) => void) | undefined} */
  let arrive;
  const arriving = new Promise((resolve) => { arrive = resolve; });
  let calls = null;
  window.isolineWorkbench = (given) => {
    calls = given;
    arrive(given);
  };
  const passedOn = (name) => (...given) => {
    // What triggered the call is only known while Dash makes it.
    const { triggered } = window.dash_clientside.callback_context;
    if (calls) return calls[name](triggered, ...given);
    return arriving.then((arrived) => arrived[name](triggered, ...given));
  };
  const names = ["adopted", "edited", "rewired", "pictured"];
  const workbench = Object.fromEntries(names.map((name) => [name, passedOn(name)]));
  window.dash_clientside = Object.assign({}, window.dash_clientside, { workbench });
})();
