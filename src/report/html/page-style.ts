/** The style of the page; its digest stands in the page's content security policy. */
export const PAGE_STYLE = `
:root{color-scheme:light dark;--ink:#1c2024;--soft:#5b6570;--paper:#fff;--card:#f6f8fa;--line:#d0d7de;--link:#0757b8;--runs:#116329;--at-risk:#7d4e00;--fails:#b3121d;--unknown:#6639ba}
@media screen and (prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9aa6b2;--paper:#0d1117;--card:#161b22;--line:#30363d;--link:#6cb0ff;--runs:#56d364;--at-risk:#e3b341;--fails:#ff8f87;--unknown:#c297ff}}
*{box-sizing:border-box}
body{margin:0;font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
main,header,footer{max-width:76rem;margin:auto;padding:0 1rem}
header{padding-top:1.5rem}
h1{font-size:1.5rem;margin:0}
h2{font-size:1.2rem;margin:2rem 0 .5rem}
a{color:var(--link)}
code,.words{font-family:ui-monospace,monospace;font-size:.9em;overflow-wrap:anywhere}
.words{display:block;white-space:pre-wrap;margin:.25rem 0}
.gate{display:inline-block;margin:.5rem 0;padding:.25rem .75rem;border:2px solid;border-radius:.5rem;font-weight:600}
.runs{color:var(--runs)}.at-risk{color:var(--at-risk)}.fails{color:var(--fails)}.unknown{color:var(--unknown)}.none{color:var(--soft)}
.cause{border:1px solid var(--line);border-left:.4rem solid var(--fails);border-radius:.5rem;background:var(--card);padding:.75rem 1rem;margin:.75rem 0}
.cause.warning{border-left-color:var(--at-risk)}.cause.info{border-left-color:var(--unknown)}
.cause h3{margin:0;font-size:1rem;overflow-wrap:anywhere}
.cause:target{outline:3px solid var(--link)}
.anchor{text-decoration:none}
.cause p{margin:.25rem 0;color:var(--soft)}
ul{margin:.25rem 0;padding-left:1.25rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.9rem}
caption{text-align:left;color:var(--soft);padding:.25rem 0}
th,td{border-bottom:1px solid var(--line);padding:.35rem .5rem;text-align:left;vertical-align:top}
td.name{overflow-wrap:anywhere;min-width:14rem}
form{display:flex;flex-wrap:wrap;gap:.75rem;align-items:end;margin:.5rem 0}
label{display:grid;gap:.15rem;font-size:.85rem;color:var(--soft)}
input,select,button{font:inherit;color:inherit;background:var(--card);border:1px solid var(--line);border-radius:.4rem;padding:.35rem .6rem}
input{min-width:min(20rem,80vw)}
button{cursor:pointer}
button.open{border:0;background:none;padding:0;color:var(--link);text-align:left;text-decoration:underline;overflow-wrap:anywhere}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.details{background:var(--card)}
footer{color:var(--soft);font-size:.85rem;padding-bottom:2rem}
@media print{:root{color-scheme:light}form,.anchor,.pages{display:none}.cause{break-inside:avoid}}
`;
