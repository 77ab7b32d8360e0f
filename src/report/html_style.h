// report/html_style.h: how the HTML page looks.
#pragma once

#include <string_view>

namespace readiness::report {

// Colours keep a contrast of at least 4.5 to 1 on their background, light and dark.
inline constexpr std::string_view kHtmlStyle = R"css(
:root{color-scheme:light dark;--bg:#f6f5f3;--card:#fff;--ink:#1b1a18;--soft:#57534c;--line:#dfdcd6;
--good:#166534;--warn:#8a4b08;--bad:#a61b1b;--goodfill:#22a35a;--warnfill:#e8a33d;--badfill:#d94141;
--restfill:#8f8a82;--tint:#f0eeea;--accent:#234c8f;--goodbg:#e3f4e8;--warnbg:#fdf0d9;--badbg:#fbe4e2}
@media (prefers-color-scheme:dark){:root{--bg:#161513;--card:#201f1c;--ink:#eceae6;--soft:#b3aea5;
--line:#3a3834;--good:#7bd69a;--warn:#f2bd6b;--bad:#ff9c93;--goodfill:#2f9e5c;--warnfill:#c98a2c;
--badfill:#cf4a45;--restfill:#77726a;--tint:#2a2825;--accent:#9dbcf2;--goodbg:#173524;--warnbg:#3d2d12;
--badbg:#42201e}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",
Roboto,"Helvetica Neue",Arial,"Liberation Sans",sans-serif}
main{max-width:68rem;margin:0 auto;padding:1.5rem 1.25rem 3rem}
header{display:grid;grid-template-columns:auto 1fr;gap:1.25rem;align-items:center;background:var(--card);
border:1px solid var(--line);border-radius:14px;padding:1.25rem 1.5rem}
.verdict{display:flex;flex-direction:column;align-items:center;justify-content:center;min-width:8.5rem;
min-height:6.5rem;padding:.75rem 1.1rem;border-radius:12px;font-weight:800;font-size:1.75rem;
letter-spacing:.02em;white-space:nowrap;border:2px solid currentColor}
.verdict small{font-size:.72rem;font-weight:600;letter-spacing:.06em;text-transform:uppercase}
.v-GO{color:var(--good);background:var(--goodbg)}.v-HOLD{color:var(--warn);background:var(--warnbg)}
.v-NO_GO{color:var(--bad);background:var(--badbg)}
h1{font-size:1.35rem;line-height:1.3;margin:0 0 .3rem;font-weight:500}
h1 strong{font-weight:750}
h1 .asof{display:block;font-size:.95rem;color:var(--soft);margin-top:.15rem}
header p{margin:.2rem 0 0}
section{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:1rem 1.5rem 1.25rem;
margin-top:1rem}
h2{font-size:1.1rem;margin:0 0 .6rem;font-weight:700}
p{margin:.4rem 0}
ul{margin:.3rem 0;padding-left:1.2rem}
li{margin:.2rem 0}
ol.top{list-style:none;counter-reset:n;margin:0;padding:0;display:grid;gap:.6rem}
ol.top>li{counter-increment:n;position:relative;margin:0;padding:.75rem 1rem .75rem 3.2rem;
border-radius:10px;background:var(--tint)}
ol.top>li::before{content:counter(n);position:absolute;left:.9rem;top:.7rem;width:1.6rem;height:1.6rem;
border-radius:50%;background:var(--ink);color:var(--card);font-weight:700;font-size:.9rem;display:grid;
place-items:center}
ol.top ul{list-style:none;padding:0;color:var(--soft)}
code{font:.875em/1.4 ui-monospace,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace;
white-space:nowrap}
code.long{white-space:normal;overflow-wrap:anywhere}
code[title]{text-decoration:underline dotted var(--soft) 1px;text-underline-offset:3px;cursor:help}
.g{color:var(--good)}.w{color:var(--warn)}.b{color:var(--bad)}.m{color:var(--soft)}
td .g,td .w,td .b{font-weight:600}
.scroll{position:relative;overflow-x:auto;margin:.4rem -.25rem 0;padding:0 .25rem}
.scroll:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
table{border-collapse:collapse;width:100%;font-size:.92rem}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
th,td{text-align:left;vertical-align:top;padding:.35rem .7rem .35rem 0;border-top:1px solid var(--line);
overflow-wrap:break-word}
thead th{border-top:0;color:var(--soft);font-weight:600;font-size:.82rem;white-space:nowrap}
tbody th{font-weight:650;white-space:nowrap}
th.n,td.n{text-align:right;font-variant-numeric:tabular-nums}
td.x{min-width:11rem}
td:not(.x){white-space:nowrap}
details{border-top:1px solid var(--line);padding:.35rem 0}
summary{cursor:pointer;font-weight:600}
summary:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.bars{display:grid;grid-template-columns:max-content max-content 1fr max-content;gap:.35rem .9rem;
align-items:center;margin:.3rem 0 .6rem;font-size:.92rem}
.bars.count{grid-template-columns:max-content 1fr max-content}
.bars svg{display:block;width:100%;height:14px;border-radius:7px;background:var(--tint)}
.bars .num{font-variant-numeric:tabular-nums;color:var(--soft);white-space:nowrap}
.pill{display:inline-block;padding:.05rem .55rem;border-radius:99px;font-weight:700;font-size:.82rem}
.key{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;font-size:.85rem;color:var(--soft);margin:.2rem 0 .6rem}
.key i{display:inline-block;width:.75rem;height:.75rem;border-radius:3px;margin-right:.35rem;
vertical-align:-.05rem}
.fg{fill:var(--goodfill);background:var(--goodfill)}.fw{fill:var(--warnfill);background:var(--warnfill)}
.fb{fill:var(--badfill);background:var(--badfill)}.fm{fill:var(--restfill);background:var(--restfill)}
.fa{fill:var(--accent);background:var(--accent)}
.line{display:block;width:100%;overflow:visible;margin:.2rem 0 .8rem}
.line text{fill:var(--ink);font-size:12px}.line .t{fill:var(--soft)}
.line .axis{stroke:var(--line);stroke-width:2}.line .now{stroke:var(--accent);stroke-width:2}
.line circle{stroke:var(--card);stroke-width:2}
footer{color:var(--soft);font-size:.85rem;padding:.9rem .25rem 0;overflow-wrap:anywhere}
@media (max-width:640px){main{padding:.75rem .6rem 2rem}header{grid-template-columns:1fr;padding:1rem}
.verdict{min-height:0;flex-direction:row;gap:.6rem}section{padding:.9rem 1rem}
.bars{grid-template-columns:1fr auto}.bars.count{grid-template-columns:1fr auto}
.bars .bar{grid-column:1/-1;order:9}.bars .row{display:contents}.bars .num{grid-column:1/-1}
.bars.count .num{grid-column:auto}.line .lab{display:none}
.stack thead{display:none}.stack tr,.stack td,.stack tbody th{display:block}.stack tr{padding:.3rem 0}
.stack tbody th{border-top:0;white-space:normal;padding-top:.6rem}.stack td{border-top:0;padding:.1rem 0}
.stack td::before{content:attr(data-of) ": ";color:var(--soft)}.stack tr+tr{border-top:1px solid var(--line)}}
@media print{:root{color-scheme:light}body{background:#fff;font-size:11pt}main{max-width:none;padding:0}
section,header{border-color:#bbb;break-inside:avoid-page}section{break-inside:auto}
ol.top>li,tr{break-inside:avoid}.scroll{overflow:visible}td:not(.x){white-space:normal}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
)css";

}  // namespace readiness::report
