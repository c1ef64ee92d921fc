"""Exports of the usual tools are known by name, each column read as that tool means it, people left out."""

import pytest

from donors import sheets

INTUNE = (
    "Device ID,Device name,Enrollment date,Last check-in,OS version,Serial number,Manufacturer,Model,IMEI,Wi-Fi MAC,"
    "Total storage,Free storage,Management name,Category,UserId,Primary user UPN,Primary user email address,"
    "Primary user display name,Compliance,Managed by,Ownership,OS,Phone number,EthernetMAC,ProcessorArchitecture\n"
    "1f2e-01,PC-01,2021-03-02,2024-05-01,10.0.19045,5CD1234567,HP,ProBook 450 G8,,A0B1C2D3E4F5,243968,120000,"
    "jeanne.martin_Windows,,99-88,jeanne.martin@exemple.fr,jeanne.martin@exemple.fr,Jeanne Martin,Compliant,"
    "jeanne.martin,Corporate,Windows,0612345678,A0B1C2D3E4F6,x64\n"
)
INTUNE_REPORT = (
    "DeviceId,DeviceName,ManagementAgent,ComplianceState,OS,OSVersion,UPN,UserEmail,UserName,PrimaryUser,SerialNumber,"
    "Manufacturer,Model,PhoneNumber,WifiMacAddress,StorageTotal,ManagedDeviceName,PhysicalMemoryInBytes\n"
    "1,PC-02,Intune,Compliant,Windows,10.0.1,jeanne.martin@exemple.fr,jeanne.martin@exemple.fr,Jeanne Martin,77-66,"
    "5CD1234568,Dell Inc.,Latitude 5420,0612345678,A0B1C2D3E4F5,249821663232,jeanne.martin_Windows,17179869184\n"
)
INTUNE_FR = (
    "Nom de l'appareil;Géré par;Propriété;Conformité;Système d'exploitation;UPN de l'utilisateur principal;"
    "Adresse e-mail de l'utilisateur principal;Nom complet de l'utilisateur principal;Numéro de série;Fabricant;Modèle;"
    "Stockage total;Numéro de téléphone;Nom de gestion\n"
    "PC-03;Intune;Entreprise;Conforme;Windows;jeanne.martin@exemple.fr;jeanne.martin@exemple.fr;Jeanne Martin;5CD1234569;"
    "HP;EliteBook 840 G6;243968;0612345678;jeanne.martin_Windows\n"
)
LANSWEEPER = (
    "AssetID,AssetName,AssetType,Domain,OS,Model,Manufacturer,IPAddress,MACAddress,Lastseen,Description,PurchaseDate,"
    "Warrantydate,Location,Department,Branchoffice,BarCode,Contact,Serialnumber,Username,Userdomain,Memory,Processor,"
    "Disk size,#CPU\n"
    "12,PC-04,Windows,CORP,Win 10,Latitude 5400,Dell Inc.,10.0.0.1,AA:BB,2024-01-01,Poste de Jeanne Martin,2019-05-01,"
    "2022-05-01,Lyon,Compta de Jeanne Martin,Jeanne Martin,INV0012,Jeanne Martin,ABC1234,jeanne.martin,CORP,8192,"
    "Intel Core i5-8365U,238,1\n"
)
LANSWEEPER_SITES = (
    "Name,Type,Manufacturer,Model,Serial number,IP address,OS,Last user,Domain,First seen,Last seen\n"
    "ECRAN-05,Monitor,Iiyama,PL2483H,11402M1234,,,CORP\\jeanne.martin,CORP,2020-01-01,2024-01-01\n"
)
OCS = (
    "Account info: TAG,Last inventory,Computer,User,Operating system,RAM(MB),CPU(MHz),Serial number,Manufacturer,Model,Type\n"
    "LYON,2024-01-01,PC-06,jeanne.martin,Windows 10,8192,1600,ABC9999,Dell Inc.,Latitude 5400,Notebook\n"
)
GLPI = (
    "Nom;Entité;Statut;Fabricant;Numéro de série;Type;Modèle;Composants - Processeur;Composants - Mémoire;Usager;"
    "Numéro d'inventaire;Utilisateur;Groupe;Responsable technique\n"
    "PC-07;Mairie;En service;Dell Inc.;ABC8888;Portable;Latitude 5400;Intel Core i5;8192;jeanne.martin;INV8;Jeanne Martin;"
    "Jeanne Martin;Jeanne Martin\n"
)
SNIPE_IT = (
    "ID,Asset Name,Asset Tag,Model,Category,Manufacturer,Serial,Checked Out,Type,Location,Username,Employee No.,Manager,"
    "Department,Title,Phone\n"
    "4,PC-08,TAG-4,Latitude 5400,Laptops,Dell,ABC7777,Jeanne Martin,user,Lyon,jeanne.martin,E42,Jeanne Martin,"
    "Compta de Jeanne Martin,Jeanne Martin,0612345678\n"
)
EMMAUS = (
    "Numéro Lot;Identifiant unique;Type matériel;Marque;Modèle;Numéro de série;Type disque 1;Taille disque 1;Catégorie\n"
    "L1;U-1;PC portable;Dell;Latitude 5400;ABC6666;SSD;256;B\n"
)
EREUSE = (
    "PHID;DHID;DocumentID;Type;Manufacturer;Model;Serial Number\nP1;D1;X;Laptop;Dell;Latitude 5400;ABC5555\n"
)
EXPORTS = {
    "intune": (INTUNE, {"serial": "5CD1234567", "os": "Windows", "storage_gb": 244, "type": "laptop"}),
    "intune report": (INTUNE_REPORT, {"serial": "5CD1234568", "ram_mb": 16384, "storage_gb": 250}),
    "intune, in French": (INTUNE_FR, {"serial": "5CD1234569", "manufacturer": "HP", "name": "PC-03"}),
    "lansweeper": (LANSWEEPER, {"asset_tag": "INV0012", "ram_mb": 8192, "storage_gb": 238, "type": "laptop"}),
    "lansweeper sites": (LANSWEEPER_SITES, {"serial": "11402M1234", "type": "monitor"}),
    "ocs inventory": (OCS, {"name": "PC-06", "ram_mb": 8192, "type": "laptop"}),
    "glpi": (GLPI, {"asset_tag": "INV8", "cpu": "Intel Core i5", "ram_mb": 8192, "type": "laptop"}),
    "snipe-it assets": (SNIPE_IT, {"asset_tag": "TAG-4", "location": "Lyon", "type": "laptop"}),
    "emmaus-connect pc_v2": (EMMAUS, {"refurbisher_id": "U-1", "storage_kind": "ssd", "storage_gb": 256}),
    "ereuse export": (EREUSE, {"asset_tag": "D1", "serial": "ABC5555", "type": "laptop"}),
}


def read(tmp_path, text):
    path = tmp_path / "export.csv"
    path.write_text(text, encoding="utf-8")
    return sheets.read(path)


@pytest.mark.parametrize("name", EXPORTS)
def test_a_tool_is_known_by_its_columns_and_read_as_it_means_them(name, tmp_path):
    text, wanted = EXPORTS[name]

    reading = read(tmp_path, text)

    [row] = reading.rows
    assert reading.layout.split()[0] == name.split()[0].strip(",")
    assert (row.is_ready, {field: row.values.get(field) for field in wanted}) == (True, wanted)


@pytest.mark.parametrize("name", EXPORTS)
def test_nobody_in_an_export_is_kept(name, tmp_path):
    [row] = read(tmp_path, EXPORTS[name][0]).rows

    kept = " ".join(map(str, (row.values, row.extra, row.raw))).casefold()
    assert not [told for told in ("jeanne", "martin", "0612345678", "99-88", "77-66") if told in kept]


def test_a_group_of_devices_is_no_tag_of_theirs(tmp_path):
    """OCS calls TAG what many machines share: a site, an entity."""
    head, row = OCS.splitlines()
    rows = [row.replace("ABC9999", f"ABC000{number}") for number in range(6)]
    reading = read(tmp_path, "\n".join([head.replace("Account info: TAG", "TAG"), *rows]))

    assert "asset_tag" not in reading.columns
    assert {row.extra["TAG"] for row in reading.rows} == {"LYON"}
