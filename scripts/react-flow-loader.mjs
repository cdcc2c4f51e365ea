/**
 * A loader for the module of React Flow. A build keeps what a module calls as it is loaded, so it kept the minimap, the
 * controls and all else of React Flow that nobody uses. This says that making a component has no effect.
 */
export default function markComponents(source) {
  return source
    .replace(/= (memo|forwardRef)\(/g, "= /*#__PURE__*/ $1(")
    .replace(/^\w+\.displayName = '\w+';$/gm, "");
}
