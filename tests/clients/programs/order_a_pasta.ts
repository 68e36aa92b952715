// A program with the client that openapi-typescript and openapi-fetch make of the description.
import createClient from "openapi-fetch";
import type { components, paths } from "./openapi.js";

declare const process: { env: Record<string, string> };
const { BASE_URL, API_KEY, DOMAIN_ID } = process.env;
const client = createClient<paths>({
  baseUrl: BASE_URL!,
  headers: { Authorization: `Bearer ${API_KEY}` },
});

const base = "/merchant/api/v1/domains/{domain_id}";
const order: components["schemas"]["OrderInput"] = {
  store_id: "store_web",
  currency: "INR",
  customer: { id: "cus_1", name: "Anjali Patel" },
  items: [
    {
      id: "iid_001",
      product_id: "prd_1",
      sku: "PASTA-ALF",
      name: "Alfredo Pasta",
      quantity: 2,
      selling_price: 100,
    },
  ],
  shipping_total: 0,
  tax_total: 0,
  discount_total: 0,
  payment: { status: "pending", method: "cash", amount_paid: 0 },
};

const created = await client.POST(`${base}/orders`, {
  params: { path: { domain_id: DOMAIN_ID! } },
  body: order,
});
if (!created.data) throw new Error(created.error.detail);
console.log(created.data.status);

const path = { domain_id: DOMAIN_ID!, order_id: created.data.order_id };
const etag = created.response.headers.get("ETag")!;
const moved = await client.PATCH(`${base}/orders/{order_id}/status`, {
  params: { path, header: { "If-Match": etag } },
  body: { status: "processing" },
});
if (!moved.data) throw new Error(moved.error.detail);
console.log(moved.data.status);

const listed = await client.GET(`${base}/orders`, {
  params: { path, query: { status: ["processing", "confirmed"], sort_by: "total" } },
});
if (!listed.data) throw new Error(listed.error.detail);
if (listed.data.orders[0]?.order_id !== path.order_id) throw new Error("the order is not listed");

await client.PATCH(`${base}/orders/{order_id}/status`, {
  params: { path },
  body: { status: "delivered", notify_customer: false },
});
const refused = await client.PATCH(`${base}/orders/{order_id}/status`, {
  params: { path },
  body: { status: "shipped" },
});
const code: components["schemas"]["UpdateStatusProblem"]["code"] | undefined = refused.error?.code;
console.log(code);
