def test_try(client, town):
    r = client.get("/api/v1/places?parent=500115&limit=3"); print(r.json)
    r = client.get(r.json["next"]); print(r.json)
    r = client.get("/api/v1/places/500115001009-01-01"); print(r.json)
    r = client.get("/api/v1/codes/" + town.token("building_1")); print(r.json)
    r = client.get("/api/v1/codes/" + town.token("building_1")+"/poster.pdf"); print(r.status_code, r.mimetype)
    r = client.get("/api/v1/places/500115/codes?limit=4", headers=town.sign_in("admin-zheng")); print(r.json)
    r = client.get(r.json["next"], headers=town.sign_in("admin-zheng")); print(r.json)
    r = client.post("/api/v1/places", headers=town.sign_in("worker-zhang"), json={"parent_code":"500115001009-01","level":"building","name":"9号楼"}); print(r.status_code, r.json)
