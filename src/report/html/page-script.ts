/** The script of the page: filters, pages and details of files. It makes text nodes only, so that no name becomes markup;
 *  its digest stands in the page's content security policy. */
export const PAGE_SCRIPT = `
"use strict";
(() => {
	const data = JSON.parse(document.getElementById("data").textContent);
	const verdicts = ["fails", "unknown", "at-risk", "runs"];
	const words = ["\\u2717 fails", "? unknown", "\\u25b2 at risk", "\\u2713 runs"];
	const severities = ["error", "warning", "info"];
	const pageRows = 200;
	const form = document.getElementById("filter");
	const body = document.getElementById("files");
	const count = document.getElementById("count");
	const pages = document.getElementById("pages");
	const element = (name, text, className) => {
		const made = document.createElement(name);
		if (text !== undefined) made.textContent = text;
		if (className) made.className = className;
		return made;
	};
	let first = 0;
	let shown = data.files.map((_, index) => index);

	function matches(file, text, verdict, target, rule) {
		if (text && !file.name.toLowerCase().includes(text) && !texts(file).some((each) => each.toLowerCase().includes(text))) return false;
		if (rule >= 0 && !file.results.some((result, index) => result !== 0 && (target < 0 || index === target) && (verdict < 0 || file.verdicts[index] === verdict) && result.findings.some((finding) => finding.rule === rule))) return false;
		if (verdict < 0) return true;
		return target < 0 ? file.verdicts.includes(verdict) : file.verdicts[target] === verdict;
	}

	function texts(file) {
		return file.results.flatMap((result) => result === 0 ? [] : [
			...(result.message === undefined ? [] : [data.texts[result.message]]),
			...result.findings.map((finding) => data.texts[finding.text]),
			...result.libraries.map((library) => data.texts[library]),
		]);
	}

	function filter() {
		const text = form.elements.text.value.trim().toLowerCase();
		const verdict = Number(form.elements.verdict.value);
		const target = Number(form.elements.target.value);
		const rule = Number(form.elements.rule.value);
		shown = data.files.map((_, index) => index).filter((index) => matches(data.files[index], text, verdict, target, rule));
		first = 0;
		draw();
	}

	function draw() {
		body.replaceChildren(...shown.slice(first, first + pageRows).map(row));
		const last = Math.min(first + pageRows, shown.length);
		count.textContent = shown.length === 0 ? "No file matches." : "Files " + (first + 1) + " to " + last + " of " + shown.length + (shown.length < data.files.length ? " (" + data.files.length + " in all)" : "");
		pages.hidden = shown.length <= pageRows;
		pages.children[0].disabled = first === 0;
		pages.children[1].disabled = last >= shown.length;
	}

	function row(index) {
		const file = data.files[index];
		const made = element("tr");
		const name = element("td", undefined, "name");
		const button = element("button", file.name, "open");
		button.type = "button";
		button.setAttribute("aria-expanded", "false");
		button.addEventListener("click", () => toggle(made, button, index));
		name.append(button);
		made.append(name, element("td", file.kind));
		for (const verdict of file.verdicts) made.append(element("td", verdict < 0 ? "\\u2013" : words[verdict], verdict < 0 ? "none" : verdicts[verdict]));
		return made;
	}

	function toggle(made, button, index) {
		const isOpen = button.getAttribute("aria-expanded") === "true";
		button.setAttribute("aria-expanded", String(!isOpen));
		if (isOpen) made.nextSibling.remove();
		else {
			made.after(details(data.files[index]));
			history.replaceState(null, "", "#file=" + encodeURIComponent(data.files[index].name));
		}
	}

	function details(file) {
		const made = element("tr", undefined, "details");
		const cell = element("td");
		cell.colSpan = file.verdicts.length + 2;
		file.results.forEach((result, target) => {
			if (file.verdicts[target] < 0) return;
			const head = element("p");
			head.append(element("strong", data.targets[target] + ": "), element("span", words[file.verdicts[target]], verdicts[file.verdicts[target]]));
			cell.append(head);
			if (result === 0) return;
			if (result.message !== undefined) cell.append(element("code", data.texts[result.message], "words"));
			if (result.findings.length > 0) cell.append(findings(result.findings));
			if (result.libraries.length > 0) cell.append(libraries(result.libraries));
		});
		made.append(cell);
		return made;
	}

	function findings(list) {
		const made = element("ul");
		for (const finding of list) {
			const item = element("li", severities[finding.severity] + ": " + data.texts[finding.text]);
			const remedies = element("ul");
			for (const remedy of finding.remedies) remedies.append(element("li", data.texts[remedy]));
			if (finding.remedies.length > 0) item.append(remedies);
			made.append(item);
		}
		return made;
	}

	function libraries(list) {
		const made = element("details");
		made.append(element("summary", list.length + " libraries"));
		for (const library of list) made.append(element("code", data.texts[library], "words"));
		return made;
	}

	function followHash() {
		const name = decodeURIComponent((/^#file=(.*)$/.exec(location.hash) || [])[1] || "");
		const index = data.files.findIndex((file) => file.name === name);
		if (name === "" || index < 0) return;
		form.reset();
		shown = data.files.map((_, each) => each);
		first = Math.floor(index / pageRows) * pageRows;
		draw();
		const button = body.children[index - first].querySelector("button");
		button.click();
		button.scrollIntoView();
		button.focus();
	}

	form.hidden = false;
	form.addEventListener("input", filter);
	form.addEventListener("submit", (event) => event.preventDefault());
	const turn = (by) => { first = Math.max(0, first + by); draw(); document.getElementById("table").scrollIntoView(); };
	pages.children[0].addEventListener("click", () => turn(-pageRows));
	pages.children[1].addEventListener("click", () => turn(pageRows));
	window.addEventListener("hashchange", followHash);
	draw();
	try { followHash(); } catch { /* a hash of somebody else's */ }
})();
`.replace(/\t/g, "");
